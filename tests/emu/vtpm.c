/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SVSM's vTPM.  See vtpm.h.
 */
#include "tests/emu/vtpm.h"

#include <errno.h>
#include <libtpms/tpm_error.h>
#include <libtpms/tpm_library.h>
#include <libtpms/tpm_memory.h>
#include <libtpms/tpm_nvfilename.h>
#include <libtpms/tpm_tis.h>
#include <stdlib.h>
#include <string.h>

#include "tests/emu/say.h"
#include "tests/emu/tpm_command.h"

/* libtpms' callbacks carry no context, and libtpms has one TPM: this is its owner. */
static struct vtpm *callback_vtpm;

static TPM_RESULT callback_init(void)
{
	return TPM_SUCCESS;
}

static TPM_RESULT callback_load(unsigned char **data, uint32_t *length, uint32_t tpm_number,
				const char *name)
{
	uint8_t *bytes;
	size_t len;
	int error;

	/* TPM_RETRY is libtpms' word for "there is none". */
	if (strcmp(name, TPM_PERMANENT_ALL_NAME))
		return TPM_RETRY;
	error = vtpm_state_load(&callback_vtpm->state, &bytes, &len);
	if (error == -ENOENT)
		return TPM_RETRY;
	if (error < 0) {
		say("cannot read the TPM's state: %s", strerror(-error));
		return TPM_FAIL;
	}
	if (TPM_Malloc(data, (uint32_t)len) != TPM_SUCCESS) {
		free(bytes);
		return TPM_FAIL;
	}
	memcpy(*data, bytes, len);
	*length = (uint32_t)len;
	free(bytes);
	return TPM_SUCCESS;
}

static TPM_RESULT callback_store(const unsigned char *data, uint32_t length, uint32_t tpm_number,
				 const char *name)
{
	int error;

	if (strcmp(name, TPM_PERMANENT_ALL_NAME))
		return TPM_FAIL;
	error = vtpm_state_store(&callback_vtpm->state, data, length);
	if (error < 0) {
		say("cannot write the TPM's state: %s; the TPM fails from here on",
		    strerror(-error));
		return TPM_FAIL;
	}
	return TPM_SUCCESS;
}

static TPM_RESULT callback_delete(uint32_t tpm_number, const char *name, TPM_BOOL must_exist)
{
	return must_exist ? TPM_FAIL : TPM_SUCCESS;
}

static TPM_RESULT callback_locality(TPM_MODIFIER_INDICATOR *locality, uint32_t tpm_number)
{
	*locality = callback_vtpm->locality;
	return TPM_SUCCESS;
}

static TPM_RESULT callback_presence(TPM_BOOL *presence, uint32_t tpm_number)
{
	*presence = 0;
	return TPM_SUCCESS;
}

static int tpm_start(struct vtpm *vtpm)
{
	TPM_RESULT result = TPMLIB_MainInit();

	if (result != TPM_SUCCESS) {
		TPMLIB_Terminate();
		say("the TPM does not start: libtpms says 0x%x; its state may be damaged", result);
		return -EIO;
	}
	vtpm->powered = true;
	return 0;
}

void vtpm_power_off(struct vtpm *vtpm)
{
	if (!vtpm->powered)
		return;
	TPMLIB_Terminate();
	vtpm->powered = false;
	free(vtpm->ek);
	vtpm->ek = NULL;
	vtpm->ek_len = 0;
}

int vtpm_process(struct vtpm *vtpm, uint8_t locality, const uint8_t *command, size_t len,
		 const uint8_t **ret_response, size_t *ret_len)
{
	uint8_t copy[TPM_BUFFER_MAX];
	uint32_t response_len = 0;

	if (!vtpm->powered)
		return -ENOTCONN;
	if (len > sizeof(copy))
		return -EMSGSIZE;
	/* libtpms may write to the command that it is given. */
	memcpy(copy, command, len);
	vtpm->locality = locality;
	if (TPMLIB_Process(&vtpm->response, &response_len, &vtpm->response_room, copy,
			   (uint32_t)len) != TPM_SUCCESS || !response_len)
		return -EIO;
	*ret_response = vtpm->response;
	*ret_len = response_len;
	return 0;
}

/*
 * A manufactured TPM has all its PCR banks; the machine's owner chose some.  The
 * choice takes effect at the power cycle that follows (TPM 2.0 Part 3, PCR_Allocate).
 */
static int vtpm_allocate_banks(struct vtpm *vtpm)
{
	uint8_t command[TPM_BUFFER_MAX];
	const uint8_t *response;
	size_t len;

	len = tpm_command_startup(command);
	if (vtpm_process(vtpm, 0, command, len, &response, &len) < 0 ||
	    !tpm_response_is_success(response, len))
		return -EIO;
	len = tpm_command_pcr_allocate(vtpm->banks, command);
	if (vtpm_process(vtpm, 0, command, len, &response, &len) < 0 ||
	    !tpm_response_allocated(response, len))
		return -EIO;
	len = tpm_command_shutdown(command);
	if (vtpm_process(vtpm, 0, command, len, &response, &len) < 0 ||
	    !tpm_response_is_success(response, len))
		return -EIO;
	return 0;
}

/* In memory first: a run that is killed here leaves no half-made TPM behind. */
static int vtpm_manufacture(struct vtpm *vtpm)
{
	const struct vtpm_state home = vtpm->state;
	struct vtpm_state made;
	int error;

	(void)vtpm_state_init(&vtpm->state, -1);	/* in memory: cannot fail */
	error = tpm_start(vtpm);
	if (!error) {
		error = vtpm_allocate_banks(vtpm);
		if (error < 0)
			say("the new TPM refuses the chosen PCR banks; try others with --banks");
	}
	vtpm_power_off(vtpm);
	made = vtpm->state;
	vtpm->state = home;
	if (!error) {
		error = vtpm_state_store(&vtpm->state, made.bytes, made.len);
		if (error < 0)
			say("cannot keep the new TPM's state: %s", strerror(-error));
	}
	vtpm_state_deinit(&made);
	return error;
}

static bool vtpm_is_manufactured(const struct vtpm *vtpm)
{
	uint8_t *bytes;
	size_t len;
	int error;

	error = vtpm_state_load(&vtpm->state, &bytes, &len);
	if (!error)
		free(bytes);
	/* State that is there but cannot be read must not be manufactured over. */
	return error != -ENOENT;
}

int vtpm_power_on(struct vtpm *vtpm)
{
	int error;

	vtpm_power_off(vtpm);
	if (vtpm->ephemeral)
		vtpm_state_forget(&vtpm->state);
	if (!vtpm_is_manufactured(vtpm)) {
		error = vtpm_manufacture(vtpm);
		if (error < 0)
			return error;
	}
	if (!vtpm->kept) {
		error = vtpm_state_keep(&vtpm->state);
		if (error < 0) {
			say("cannot keep a copy of the TPM's state for --rollback: %s",
			    strerror(-error));
			return error;
		}
		vtpm->kept = true;
	}
	return tpm_start(vtpm);
}

int vtpm_ek(struct vtpm *vtpm, const uint8_t **ret_public, size_t *ret_len)
{
	uint8_t command[TPM_BUFFER_MAX];
	const uint8_t *response, *public;
	size_t len;
	int error;

	if (!vtpm->ek) {
		len = tpm_command_create_ek(command);
		error = vtpm_process(vtpm, 0, command, len, &response, &len);
		if (error < 0)
			return error;
		public = tpm_response_public(response, len, &len);
		if (!public)
			return -EACCES;
		vtpm->ek = malloc(len);
		if (!vtpm->ek)
			return -ENOMEM;
		memcpy(vtpm->ek, public, len);
		vtpm->ek_len = len;
	}
	*ret_public = vtpm->ek;
	*ret_len = vtpm->ek_len;
	return 0;
}

bool vtpm_established(void)
{
	TPM_BOOL established = 0;

	return TPM_IO_TpmEstablished_Get(&established) == TPM_SUCCESS && established;
}

uint32_t vtpm_reset_established(struct vtpm *vtpm, uint8_t locality)
{
	vtpm->locality = locality;
	return TPM_IO_TpmEstablished_Reset();
}

static int vtpm_prepare_state(struct vtpm *vtpm, const struct vtpm_options *options)
{
	int error = 0;

	if (options->clone_of) {
		error = vtpm_state_clone(&vtpm->state, options->clone_of);
		if (error < 0)
			say("cannot take the TPM's state of '%s': %s; run svsm-emu on it once",
			    options->clone_of, strerror(-error));
	} else if (options->rollback) {
		error = vtpm_state_rollback(&vtpm->state);
		if (error < 0)
			say("cannot go back to the TPM's previous state: %s; it is kept at a "
			    "run's first power-on", strerror(-error));
	}
	return error;
}

int vtpm_init(struct vtpm *vtpm, const struct vtpm_options *options)
{
	struct libtpms_callbacks callbacks = {
		.sizeOfStruct = sizeof(callbacks),
		.tpm_nvram_init = callback_init,
		.tpm_nvram_loaddata = callback_load,
		.tpm_nvram_storedata = callback_store,
		.tpm_nvram_deletename = callback_delete,
		.tpm_io_init = callback_init,
		.tpm_io_getlocality = callback_locality,
		.tpm_io_getphysicalpresence = callback_presence,
	};
	int error;

	*vtpm = (struct vtpm){ .banks = options->banks, .ephemeral = options->ephemeral };
	error = vtpm_state_init(&vtpm->state, options->ephemeral ? -1 : options->state_folder);
	if (error < 0) {
		say("cannot open the folder of the TPM's state: %s", strerror(-error));
		return error;
	}
	error = vtpm_prepare_state(vtpm, options);
	if (error < 0)
		goto fail;
	callback_vtpm = vtpm;
	if (TPMLIB_ChooseTPMVersion(TPMLIB_TPM_VERSION_2) != TPM_SUCCESS ||
	    TPMLIB_RegisterCallbacks(&callbacks) != TPM_SUCCESS) {
		say("libtpms offers no TPM 2.0");
		error = -EOPNOTSUPP;
		goto fail;
	}
	return 0;
fail:
	vtpm_state_deinit(&vtpm->state);
	return error;
}

void vtpm_deinit(struct vtpm *vtpm)
{
	vtpm_power_off(vtpm);
	TPM_Free(vtpm->response);
	vtpm_state_deinit(&vtpm->state);
	callback_vtpm = NULL;
}
