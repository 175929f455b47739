/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * OpenSSL's libcrypto, loaded when one of its functions is first called and not before:
 * what is done without signatures (event logs, status, the TPM's commands) is over in less
 * time than the loading takes.
 *
 * Each function that a program calls is defined here under its own name and calls the one
 * of the library, so that the rest of lib/ knows nothing of it and no caller can forget
 * anything; the prototypes are held against OpenSSL's headers by the compiler.  A function
 * that is missing here fails the linking; one that nobody calls fails tests/lint/symbols.
 */
#include "lib/libcrypto/libcrypto.h"

#include <dlfcn.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/opensslv.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

/* Of the version whose headers these are: another one may have other structures. */
#define LIBRARY		"libcrypto.so." OPENSSL_MSTR(OPENSSL_SHLIB_VERSION)

/* Writes the address of the library's function of that name to the pointer at @ret. */
static void find(const char *name, void *ret)
{
	static void *library;	/* stays until the program ends, as if linked; one thread */
	void *function;

	if (!library)
		library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		libcrypto_fail(dlerror());
	function = dlsym(library, name);
	if (!function)
		libcrypto_fail(dlerror());
	/* POSIX lets dlsym()'s pointer be one to a function; C has no cast for it. */
	memcpy(ret, &function, sizeof(function));
}

#define CALL(name, ...) ({						\
		static __typeof__(name) *function_;			\
									\
		if (!function_)						\
			find(#name, &function_);			\
		function_(__VA_ARGS__);					\
	})

#define FUNCTION_0(type, name)						\
	type name(void) { return CALL(name); }
#define FUNCTION_1(type, name, A)					\
	type name(A a) { return CALL(name, a); }
#define FUNCTION_2(type, name, A, B)					\
	type name(A a, B b) { return CALL(name, a, b); }
#define FUNCTION_3(type, name, A, B, C)					\
	type name(A a, B b, C c) { return CALL(name, a, b, c); }
#define FUNCTION_4(type, name, A, B, C, D)				\
	type name(A a, B b, C c, D d) { return CALL(name, a, b, c, d); }
#define FUNCTION_5(type, name, A, B, C, D, E)				\
	type name(A a, B b, C c, D d, E e) { return CALL(name, a, b, c, d, e); }
#define FUNCTION_6(type, name, A, B, C, D, E, F)			\
	type name(A a, B b, C c, D d, E e, F f) { return CALL(name, a, b, c, d, e, f); }
#define FUNCTION_7(type, name, A, B, C, D, E, F, G)			\
	type name(A a, B b, C c, D d, E e, F f, G g)			\
	{								\
		return CALL(name, a, b, c, d, e, f, g);			\
	}

FUNCTION_1(long, ASN1_INTEGER_get, const ASN1_INTEGER *)
FUNCTION_1(const unsigned char *, ASN1_STRING_get0_data, const ASN1_STRING *)
FUNCTION_1(int, ASN1_STRING_length, const ASN1_STRING *)
FUNCTION_2(int, ASN1_TIME_to_tm, const ASN1_TIME *, struct tm *)
FUNCTION_1(void, BASIC_CONSTRAINTS_free, BASIC_CONSTRAINTS *)
FUNCTION_1(int, BIO_free, BIO *)
FUNCTION_2(BIO *, BIO_new_mem_buf, const void *, int)
FUNCTION_2(int, BN_bn2bin, const BIGNUM *, unsigned char *)
FUNCTION_3(BIGNUM *, BN_bin2bn, const unsigned char *, int, BIGNUM *)
FUNCTION_1(void, BN_free, BIGNUM *)
FUNCTION_2(int, BN_is_word, const BIGNUM *, BN_ULONG)
FUNCTION_3(BIGNUM *, BN_lebin2bn, const unsigned char *, int, BIGNUM *)
FUNCTION_1(int, BN_num_bits, const BIGNUM *)
FUNCTION_3(void, CRYPTO_free, void *, const char *, int)
FUNCTION_3(int, CRYPTO_memcmp, const void *, const void *, size_t)
FUNCTION_1(void, ECDSA_SIG_free, ECDSA_SIG *)
FUNCTION_0(ECDSA_SIG *, ECDSA_SIG_new)
FUNCTION_3(int, ECDSA_SIG_set0, ECDSA_SIG *, BIGNUM *, BIGNUM *)
FUNCTION_0(void, ERR_clear_error)
FUNCTION_0(unsigned long, ERR_peek_last_error)
FUNCTION_1(void, EVP_CIPHER_CTX_free, EVP_CIPHER_CTX *)
FUNCTION_0(EVP_CIPHER_CTX *, EVP_CIPHER_CTX_new)
FUNCTION_6(int, EVP_Digest, const void *, size_t, unsigned char *, unsigned int *,
	   const EVP_MD *, ENGINE *)
FUNCTION_5(int, EVP_DigestSign, EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *,
	   size_t)
FUNCTION_5(int, EVP_DigestSignInit, EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *,
	   EVP_PKEY *)
FUNCTION_5(int, EVP_DigestVerify, EVP_MD_CTX *, const unsigned char *, size_t,
	   const unsigned char *, size_t)
FUNCTION_5(int, EVP_DigestVerifyInit, EVP_MD_CTX *, EVP_PKEY_CTX **, const EVP_MD *, ENGINE *,
	   EVP_PKEY *)
FUNCTION_5(int, EVP_EncryptInit_ex2, EVP_CIPHER_CTX *, const EVP_CIPHER *,
	   const unsigned char *, const unsigned char *, const OSSL_PARAM *)
FUNCTION_5(int, EVP_EncryptUpdate, EVP_CIPHER_CTX *, unsigned char *, int *,
	   const unsigned char *, int)
FUNCTION_1(void, EVP_KDF_CTX_free, EVP_KDF_CTX *)
FUNCTION_1(EVP_KDF_CTX *, EVP_KDF_CTX_new, EVP_KDF *)
FUNCTION_4(int, EVP_KDF_derive, EVP_KDF_CTX *, unsigned char *, size_t, const OSSL_PARAM *)
FUNCTION_3(EVP_KDF *, EVP_KDF_fetch, OSSL_LIB_CTX *, const char *, const char *)
FUNCTION_1(void, EVP_KDF_free, EVP_KDF *)
FUNCTION_1(void, EVP_MD_CTX_free, EVP_MD_CTX *)
FUNCTION_0(EVP_MD_CTX *, EVP_MD_CTX_new)
FUNCTION_1(void, EVP_PKEY_CTX_free, EVP_PKEY_CTX *)
FUNCTION_3(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name, OSSL_LIB_CTX *, const char *,
	   const char *)
FUNCTION_3(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_pkey, OSSL_LIB_CTX *, EVP_PKEY *, const char *)
FUNCTION_2(int, EVP_PKEY_CTX_set_rsa_padding, EVP_PKEY_CTX *, int)
FUNCTION_2(int, EVP_PKEY_CTX_set_rsa_pss_saltlen, EVP_PKEY_CTX *, int)
FUNCTION_5(int, EVP_PKEY_encrypt, EVP_PKEY_CTX *, unsigned char *, size_t *,
	   const unsigned char *, size_t)
FUNCTION_2(int, EVP_PKEY_encrypt_init_ex, EVP_PKEY_CTX *, const OSSL_PARAM *)
FUNCTION_1(void, EVP_PKEY_free, EVP_PKEY *)
FUNCTION_4(int, EVP_PKEY_fromdata, EVP_PKEY_CTX *, EVP_PKEY **, int, OSSL_PARAM *)
FUNCTION_1(int, EVP_PKEY_fromdata_init, EVP_PKEY_CTX *)
FUNCTION_1(int, EVP_PKEY_get_base_id, const EVP_PKEY *)
FUNCTION_1(int, EVP_PKEY_get_bits, const EVP_PKEY *)
FUNCTION_3(int, EVP_PKEY_get_bn_param, const EVP_PKEY *, const char *, BIGNUM **)
FUNCTION_4(int, EVP_PKEY_get_group_name, const EVP_PKEY *, char *, size_t, size_t *)
FUNCTION_3(int, EVP_PKEY_get_int_param, const EVP_PKEY *, const char *, int *)
FUNCTION_2(int, EVP_PKEY_is_a, const EVP_PKEY *, const char *)
FUNCTION_0(const EVP_CIPHER *, EVP_aes_128_cfb128)
FUNCTION_0(const EVP_MD *, EVP_sha256)
FUNCTION_0(const EVP_MD *, EVP_sha384)
FUNCTION_0(const EVP_MD *, EVP_sha512)
FUNCTION_7(unsigned char *, HMAC, const EVP_MD *, const void *, int, const unsigned char *,
	   size_t, unsigned char *, unsigned int *)
FUNCTION_1(const unsigned char *, OBJ_get0_data, const ASN1_OBJECT *)
FUNCTION_1(size_t, OBJ_length, const ASN1_OBJECT *)
FUNCTION_1(int, OBJ_obj2nid, const ASN1_OBJECT *)
FUNCTION_1(int, OBJ_txt2nid, const char *)
FUNCTION_1(int, OPENSSL_sk_num, const OPENSSL_STACK *)
FUNCTION_1(void, OSSL_PARAM_BLD_free, OSSL_PARAM_BLD *)
FUNCTION_0(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new)
FUNCTION_3(int, OSSL_PARAM_BLD_push_BN, OSSL_PARAM_BLD *, const char *, const BIGNUM *)
FUNCTION_4(int, OSSL_PARAM_BLD_push_octet_string, OSSL_PARAM_BLD *, const char *, const void *,
	   size_t)
FUNCTION_3(int, OSSL_PARAM_BLD_push_uint, OSSL_PARAM_BLD *, const char *, unsigned int)
FUNCTION_4(int, OSSL_PARAM_BLD_push_utf8_string, OSSL_PARAM_BLD *, const char *, const char *,
	   size_t)
FUNCTION_1(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, OSSL_PARAM_BLD *)
FUNCTION_0(OSSL_PARAM, OSSL_PARAM_construct_end)
FUNCTION_3(OSSL_PARAM, OSSL_PARAM_construct_octet_string, const char *, void *, size_t)
FUNCTION_3(OSSL_PARAM, OSSL_PARAM_construct_utf8_string, const char *, char *, size_t)
FUNCTION_1(void, OSSL_PARAM_free, OSSL_PARAM *)
FUNCTION_5(int, PEM_read_bio, BIO *, char **, char **, unsigned char **, long *)
FUNCTION_4(EVP_PKEY *, PEM_read_bio_PUBKEY, BIO *, EVP_PKEY **, pem_password_cb *, void *)
FUNCTION_4(EVP_PKEY *, PEM_read_bio_PrivateKey, BIO *, EVP_PKEY **, pem_password_cb *, void *)
FUNCTION_4(X509_CRL *, PEM_read_bio_X509_CRL, BIO *, X509_CRL **, pem_password_cb *, void *)
FUNCTION_2(int, RAND_bytes, unsigned char *, int)
FUNCTION_2(int, RAND_priv_bytes, unsigned char *, int)
FUNCTION_1(void, RSA_PSS_PARAMS_free, RSA_PSS_PARAMS *)
FUNCTION_1(void, X509_ALGOR_free, X509_ALGOR *)
FUNCTION_4(void, X509_ALGOR_get0, const ASN1_OBJECT **, int *, const void **, const X509_ALGOR *)
FUNCTION_1(void, X509_CRL_free, X509_CRL *)
FUNCTION_3(int, X509_CRL_get0_by_cert, X509_CRL *, X509_REVOKED **, X509 *)
FUNCTION_1(const ASN1_TIME *, X509_CRL_get0_lastUpdate, const X509_CRL *)
FUNCTION_1(const ASN1_TIME *, X509_CRL_get0_nextUpdate, const X509_CRL *)
FUNCTION_3(void, X509_CRL_get0_signature, const X509_CRL *, const ASN1_BIT_STRING **,
	   const X509_ALGOR **)
FUNCTION_1(struct stack_st_X509_REVOKED *, X509_CRL_get_REVOKED, X509_CRL *)
FUNCTION_3(int, X509_CRL_get_ext_by_critical, const X509_CRL *, int, int)
FUNCTION_1(X509_NAME *, X509_CRL_get_issuer, const X509_CRL *)
FUNCTION_2(int, X509_CRL_verify, X509_CRL *, EVP_PKEY *)
FUNCTION_1(ASN1_OCTET_STRING *, X509_EXTENSION_get_data, X509_EXTENSION *)
FUNCTION_1(ASN1_OBJECT *, X509_EXTENSION_get_object, X509_EXTENSION *)
FUNCTION_1(ASN1_STRING *, X509_NAME_ENTRY_get_data, const X509_NAME_ENTRY *)
FUNCTION_2(int, X509_NAME_cmp, const X509_NAME *, const X509_NAME *)
FUNCTION_4(int, X509_NAME_digest, const X509_NAME *, const EVP_MD *, unsigned char *,
	   unsigned int *)
FUNCTION_2(X509_NAME_ENTRY *, X509_NAME_get_entry, const X509_NAME *, int)
FUNCTION_3(int, X509_NAME_get_index_by_NID, const X509_NAME *, int, int)
FUNCTION_4(int, X509_NAME_get_text_by_NID, const X509_NAME *, int, char *, int)
FUNCTION_2(int, X509_cmp_time, const ASN1_TIME *, time_t *)
FUNCTION_1(void, X509_free, X509 *)
FUNCTION_1(const ASN1_TIME *, X509_get0_notAfter, const X509 *)
FUNCTION_1(const ASN1_TIME *, X509_get0_notBefore, const X509 *)
FUNCTION_1(EVP_PKEY *, X509_get0_pubkey, const X509 *)
FUNCTION_3(void, X509_get0_signature, const ASN1_BIT_STRING **, const X509_ALGOR **, const X509 *)
FUNCTION_2(X509_EXTENSION *, X509_get_ext, const X509 *, int)
FUNCTION_1(int, X509_get_ext_count, const X509 *)
FUNCTION_4(void *, X509_get_ext_d2i, const X509 *, int, int *, int *)
FUNCTION_1(uint32_t, X509_get_extension_flags, X509 *)
FUNCTION_1(X509_NAME *, X509_get_issuer_name, const X509 *)
FUNCTION_1(uint32_t, X509_get_key_usage, X509 *)
FUNCTION_1(long, X509_get_pathlen, X509 *)
FUNCTION_1(X509_NAME *, X509_get_subject_name, const X509 *)
FUNCTION_1(long, X509_get_version, const X509 *)
FUNCTION_2(int, X509_verify, X509 *, EVP_PKEY *)
FUNCTION_3(EVP_PKEY *, d2i_PUBKEY, EVP_PKEY **, const unsigned char **, long)
FUNCTION_3(RSA_PSS_PARAMS *, d2i_RSA_PSS_PARAMS, RSA_PSS_PARAMS **, const unsigned char **,
	   long)
FUNCTION_3(X509 *, d2i_X509, X509 **, const unsigned char **, long)
FUNCTION_3(X509_ALGOR *, d2i_X509_ALGOR, X509_ALGOR **, const unsigned char **, long)
FUNCTION_3(X509_CRL *, d2i_X509_CRL, X509_CRL **, const unsigned char **, long)
FUNCTION_2(int, i2d_ECDSA_SIG, const ECDSA_SIG *, unsigned char **)
FUNCTION_2(int, i2d_PUBKEY, const EVP_PKEY *, unsigned char **)
FUNCTION_2(int, i2d_X509, const X509 *, unsigned char **)
FUNCTION_2(int, i2d_X509_CRL, const X509_CRL *, unsigned char **)

void libcrypto_prepare(void)
{
	/* As in any call that comes first; what is wrong then is told by the next. */
	(void)CALL(OPENSSL_init_crypto, OPENSSL_INIT_LOAD_CONFIG, NULL);
}

void libcrypto_start_without_names(void)
{
	/* It fails only where the library cannot be used at all, which the next call tells. */
	(void)CALL(OPENSSL_init_crypto, OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
		   OPENSSL_INIT_NO_ADD_ALL_DIGESTS, NULL);
}
