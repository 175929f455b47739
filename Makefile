# SPDX-License-Identifier: LGPL-2.1-or-later
#
# svsm-guest: the guest side of the SVSM.  `make help` lists what can be made.

O ?= build
V ?= 0
YES ?= 0
PREFIX ?= /usr
DESTDIR ?=
# Where libcryptsetup looks for token plugins.
TOKENDIR ?= $(PREFIX)/lib/$(shell $(CC) -print-multiarch)/cryptsetup
KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build

CC ?= cc
AR ?= ar
PKG_CONFIG ?= pkg-config
CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition -Wshadow \
	-Wvla -Wformat=2 -Wpointer-arith -Wcast-align -Wundef -Wno-unused-parameter -Werror
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIC
CPPFLAGS_ALL := -I. -Iuapi -D_GNU_SOURCE $(CPPFLAGS)
CFLAGS_ALL := -std=gnu11 $(WARN) $(HARDEN) $(CFLAGS)
LDFLAGS_ALL := -pie -Wl,-z,relro,-z,now $(LDFLAGS)

# ---- what the house is made of ---------------------------------------------

LIB := \
	lib/base/cursor.c lib/base/buffer.c lib/base/hex.c lib/base/fault.c lib/base/error.c \
	lib/base/base64url.c lib/base/secret.c lib/base/base64.c lib/base/note.c \
	lib/format/guid.c lib/format/kernel_text.c lib/format/ustar.c lib/format/hash_algorithm.c lib/format/snp_report.c \
	lib/format/snp_product.c lib/format/tcb.c lib/format/snp_extensions.c \
	lib/format/cert_table.c lib/format/service.c lib/format/services_manifest.c \
	lib/format/eventlog.c lib/format/eventlog_tcg.c lib/format/eventlog_ima.c \
	lib/format/eventlog_ascii.c lib/format/eventlog_cel.c lib/format/eventlog_json.c \
	lib/format/event_type.c lib/format/json_reader.c lib/format/unicode.c \
	lib/format/event_facts.c lib/format/device_path.c lib/format/smbios.c \
	lib/format/x509_name.c lib/format/signature_list.c lib/format/decode.c \
	lib/format/decode_variable.c lib/format/decode_firmware.c lib/format/decode_smbios.c \
	lib/format/decode_tag.c lib/format/decode_record.c \
	lib/format/pcr_values.c lib/format/pcr_mask.c lib/format/tpm_quote.c lib/format/tpm_public.c \
	lib/format/tpm_signature.c lib/format/hcl_report.c \
	lib/format/kds_url.c lib/format/policy_file.c lib/format/policy_value.c lib/format/efi_variable.c \
	lib/format/json_writer.c lib/format/canonical_json.c lib/format/evidence.c \
	lib/format/signed_text.c lib/format/binding_record.c lib/format/birth_record.c \
	lib/format/credential_file.c \
	lib/format/svsm_token.c lib/format/svsm_token_encode.c lib/format/pcr_signature.c \
	lib/format/tpm_sealed.c lib/format/unlock_record.c lib/format/volumes_file.c \
	lib/format/crypttab.c lib/format/luks_words.c lib/format/volumes_edit.c lib/format/text_line.c \
	lib/format/cryptsetup_peer.c lib/format/token_head.c lib/format/systemd_token.c \
	lib/format/clevis_token.c lib/format/modhex.c lib/format/trust_entry.c lib/format/time_span.c lib/format/appraisal_record.c \
	lib/format/verdict_record.c lib/format/verifier_challenge.c lib/format/post_frame.c lib/format/work_order.c \
	lib/format/openmetrics.c lib/format/service_list.c lib/format/event_source.c \
	lib/format/varlink.c lib/format/report_signer.c lib/format/disks_message.c \
	lib/format/svsmd_conf.c lib/policy/amd_roots.c \
	lib/policy/curve_order.c lib/policy/pss.c lib/policy/snp_cert.c lib/policy/snp_certs.c \
	lib/policy/snp_trust.c lib/policy/snp_signer.c lib/policy/snp_chain.c \
	lib/policy/snp_crl.c lib/policy/snp_signature.c lib/policy/snp_verify.c \
	lib/policy/report_data.c lib/policy/ephemeral_key.c lib/policy/hasher.c \
	lib/policy/replay.c lib/policy/ima_template.c \
	lib/policy/consistency.c lib/policy/explain.c lib/policy/quote_match.c \
	lib/policy/tpm_hash.c lib/policy/tpm_name.c lib/policy/tpm_key.c \
	lib/policy/ek_template.c lib/policy/ak_template.c lib/policy/credential.c \
	lib/policy/hcl_binding.c lib/policy/appraisal.c lib/policy/report_policy.c \
	lib/policy/event_rules.c lib/policy/rule.c lib/policy/rule_variables.c \
	lib/policy/rule_images.c \
	lib/policy/rule_command_line.c lib/policy/rule_files.c lib/policy/policy_draft.c \
	lib/policy/signed_message.c lib/policy/evidence_binding.c lib/policy/binding_signature.c lib/policy/verifier_key.c \
	lib/policy/verdict_signature.c \
	lib/policy/pcr_policy.c \
	lib/policy/evidence_chain.c lib/policy/evidence_quote.c lib/policy/evidence_logs.c \
	lib/policy/evidence_verify.c lib/policy/credential_exchange.c \
	lib/policy/birth.c lib/policy/birth_signature.c lib/policy/pcr_binding.c \
	lib/policy/seal_digest.c lib/policy/pcr_signer.c lib/policy/seal_policy.c \
	lib/policy/volume_road.c lib/policy/trust.c lib/policy/pcr_watch.c \
	lib/policy/shown.c lib/policy/identity_watch.c lib/policy/hook_environment.c \
	lib/policy/os_separator.c lib/policy/quote_pcrs.c lib/policy/trust_line.c lib/policy/allowance.c lib/policy/redact.c \
	lib/policy/clock_watch.c lib/policy/notice_pace.c lib/policy/fresh_quote.c lib/format/uevent.c lib/sys/uevent_socket.c \
	lib/sys/cert_cache.c lib/sys/pace.c lib/sys/kds.c \
	lib/sys/command_line.c lib/sys/confine.c lib/sys/file.c lib/sys/folder.c lib/sys/whole_file.c \
	lib/sys/staged_dir.c lib/sys/sev.c \
	lib/sys/svsm_dev.c lib/sys/svsm_kernel.c lib/sys/svsm_tsm.c lib/sys/svsm_emu.c \
	lib/sys/tpm_chip.c lib/sys/tss.c lib/sys/tpm.c lib/sys/tpm_pcrs.c \
	lib/sys/tpm_primary.c lib/sys/tpm_ek.c lib/sys/tpm_ak.c lib/sys/machine.c \
	lib/sys/tpm_nv.c lib/sys/tpm_birth.c lib/sys/boot_clock.c lib/sys/boot_id.c \
	lib/sys/argon2.c lib/sys/tpm_lockout.c lib/sys/tpm_srk.c lib/sys/tpm_session.c \
	lib/sys/tpm_stray.c lib/sys/tpm_pin.c lib/sys/tpm_policy.c lib/sys/tpm_whose.c \
	lib/sys/tpm_seal.c lib/sys/tpm_unseal.c lib/sys/tpm_unseal_pcrs.c lib/sys/luks.c \
	lib/sys/luks_active.c lib/sys/root_program.c lib/sys/block_stack.c \
	lib/sys/suspend_guard.c lib/sys/luks_suspend.c \
	lib/unlock/unlock.c lib/unlock/unlock_note.c lib/sys/qr_code.c lib/sys/zstd.c lib/sys/gzip.c lib/sys/library.c \
	lib/sys/pcr_signature_file.c lib/sys/socket_peer.c lib/sys/vtpm.c lib/sys/trust_history.c \
	lib/sys/drop_ins.c \
	lib/evidence/attestation.c lib/evidence/credential_answer.c lib/evidence/collect.c lib/evidence/collect_logs.c \
	lib/evidence/collect_facts.c lib/evidence/self_binding.c lib/evidence/birth_view.c \
	lib/evidence/cert_store.c lib/evidence/pcr_look.c lib/evidence/pcr_quote.c lib/evidence/self_appraisal.c \
	lib/evidence/verify_inputs.c lib/show/verify_json.c \
	lib/show/json.c lib/show/log_set.c lib/show/log_json.c lib/show/log_story.c \
	lib/show/log_story_json.c lib/show/log_page.c lib/show/log_command_line.c lib/show/verify_explain.c \
	lib/show/log_diff.c lib/show/log_diff_json.c \
	lib/disks/disk_view.c lib/disks/disk_binding.c lib/disks/disk_tpm.c lib/disks/disk_volumes.c \
	lib/disks/disk_road.c lib/disks/disk_record.c lib/disks/disk_cause.c lib/disks/disk_list.c \
	lib/disks/disk_test.c lib/disks/disk_explain.c lib/disks/disk_find.c

CLI := \
	cli/main.c cli/options.c cli/say.c cli/json_print.c cli/device.c cli/bus.c cli/polkit_agent.c \
	cli/bus_job.c cli/services_told.c cli/attest_told.c \
	cli/libsystemd.c \
	cli/cmd_status.c cli/status.c cli/status_text.c cli/status_json.c cli/log_check.c \
	cli/cmd_services.c cli/cmd_attest.c cli/attestation.c cli/attest_raw.c \
	cli/attest_summary.c cli/vtpm.c cli/pcr_selection.c cli/cmd_respond.c \
	cli/provenance.c cli/birth.c cli/birth_show.c \
	cli/cmd_birth.c cli/cmd_birth_record.c cli/cmd_birth_show.c \
	cli/trust_view.c cli/cmd_trust.c cli/cmd_trust_show.c cli/cmd_trust_check.c \
	cli/cmd_trust_history.c cli/cmd_trust_reattest.c cli/cmd_trust_reset.c \
	cli/ink.c cli/cmd_doctor.c cli/doctor.c cli/doctor_kernel.c cli/doctor_boot.c \
	cli/doctor_tpm.c cli/doctor_trust.c cli/doctor_disk.c cli/doctor_show.c \
	cli/doctor_look.c cli/doctor_look_kernel.c cli/doctor_look_boot.c \
	cli/doctor_look_trust.c cli/doctor_look_disks.c \
	cli/archive.c cli/archive_run.c cli/archive_parts.c cli/cmd_report_archive.c \
	cli/cmd_monitor.c cli/monitor_view.c cli/monitor_lines.c cli/monitor_screen.c \
	cli/cmd_report.c cli/cmd_report_show.c cli/cmd_report_verify.c \
	cli/report_text.c cli/report_json.c cli/report_file.c cli/report_hcl.c \
	cli/cmd_verify.c cli/verify_show.c \
	cli/verify_verdict.c \
	cli/cmd_policy.c cli/cmd_policy_new.c cli/cmd_policy_check.c cli/policy_source.c \
	cli/policy_document.c cli/policy_text.c \
	cli/cmd_challenge.c cli/cmd_challenge_new.c cli/cmd_challenge_accept.c \
	cli/cert_place.c cli/cmd_certs.c cli/cmd_certs_list.c cli/cmd_certs_import.c \
	cli/cmd_certs_fetch.c \
	cli/cmd_eventlog.c cli/cmd_eventlog_replay.c cli/cmd_eventlog_show.c \
	cli/log_say.c cli/log_places.c cli/log_story_text.c \
	cli/cmd_eventlog_verify.c cli/cmd_eventlog_diff.c cli/cmd_eventlog_cel.c \
	cli/html.c cli/log_html.c cli/log_picture.c cli/log_verify.c cli/log_diff_text.c cli/json_look.c \
	cli/terminal.c cli/disk_key.c cli/disk_recovery.c cli/cmd_disk.c cli/cmd_disk_recovery.c \
	cli/disk_env.c cli/disk_told.c cli/disk_way.c cli/cmd_disk_list.c \
	cli/disk_policy.c cli/disk_gate.c cli/disk_enroll.c cli/cmd_disk_enroll.c cli/disk_enrolled.c \
	cli/disk_pin.c cli/disk_number.c cli/cmd_disk_test.c cli/cmd_disk_revoke.c \
	cli/cmd_disk_explain.c

# The token plugin, and where it finds its machine.
TOKEN := cli/token/plugin.c cli/token/words.c
TOKEN_PLACE := cli/token/place.c

KEY := \
	daemon/svsm_key.c daemon/key_options.c daemon/say.c daemon/key_memory.c \
	daemon/key_server.c daemon/key_request.c daemon/key_volume.c

SVSMD := \
	daemon/svsmd.c daemon/svsmd_options.c daemon/loop.c daemon/say.c daemon/worker.c \
	daemon/worker_process.c daemon/work_socket.c daemon/keeper.c \
	daemon/keeper_store.c daemon/look.c daemon/look_notice.c daemon/job.c daemon/job_object.c daemon/bus_guest.c \
	daemon/bus_authority.c daemon/conf.c daemon/remote.c daemon/verifier_https.c daemon/verifier_drop.c \
	daemon/reaction.c daemon/reaction_unit.c daemon/reaction_hook.c \
	daemon/reaction_once.c daemon/reaction_suspend.c daemon/reaction_action.c \
	daemon/trigger.c daemon/trigger_resume.c daemon/trigger_clock.c daemon/trigger_clone.c \
	daemon/trigger_ima.c \
	daemon/errand.c daemon/call.c daemon/service_view.c daemon/evidence_file.c \
	daemon/bus_evidence.c daemon/bus_disks.c daemon/spare_memory.c \
	daemon/message.c daemon/tell.c daemon/motd.c daemon/metrics.c

# The keeper alone.
SVSMD_INITRD := \
	daemon/svsmd_initrd.c daemon/svsmd_options.c daemon/loop.c daemon/say.c daemon/worker.c \
	daemon/worker_process.c daemon/work_socket.c daemon/keeper.c daemon/keeper_store.c \
	daemon/look.c daemon/look_notice.c daemon/conf.c \
	daemon/message.c daemon/tell.c

SUSPEND := daemon/svsm_suspend.c daemon/say.c

WORKER := \
	daemon/svsmd_worker.c daemon/work_socket.c daemon/say.c daemon/work_place.c \
	daemon/work_collect.c daemon/work_say.c daemon/work_services.c daemon/work_log.c daemon/work_verify.c daemon/work_disks.c

POSTER := daemon/svsm_poster.c daemon/caller.c daemon/post.c daemon/conf.c daemon/say.c

DISKS := \
	daemon/svsm_disks.c daemon/caller.c daemon/disks_server.c daemon/disks_answer.c daemon/say.c \
	daemon/work_place.c daemon/work_say.c

REPORT_SIGN := \
	daemon/svsm_report_sign.c daemon/caller.c daemon/report_server.c daemon/report_evidence.c daemon/say.c \
	daemon/work_place.c daemon/work_collect.c

EMU := \
	tests/emu/main.c tests/emu/options.c tests/emu/say.c tests/emu/loop.c \
	tests/emu/stream.c tests/emu/folder.c tests/emu/guest.c tests/emu/bell.c \
	tests/emu/fault.c tests/emu/protocol.c tests/emu/attest.c tests/emu/manifest.c tests/emu/psp.c \
	tests/emu/pki.c tests/emu/certificate.c tests/emu/revocation.c tests/emu/vtpm.c tests/emu/vtpm_state.c \
	tests/emu/tpm_command.c tests/emu/tpm_stream.c tests/emu/swtpm_ctrl.c \
	tests/emu/socket.c tests/emu/control.c

INTEGRATION := $(patsubst tests/integration/%.c,%,$(wildcard tests/integration/test_*.c))
UNIT := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))

# ---- libraries that the distribution keeps ---------------------------------

LIB_PKGS := libcrypto nettle
# Their headers only: these libraries are loaded on first use
# (lib/sys/{tss,kds,argon2,luks,qr_code,zstd,gzip}.c).
CURL_PKGS := libcurl
ARGON2_PKGS := libargon2
LUKS_PKGS := libcryptsetup
QR_PKGS := libqrencode
ZSTD_PKGS := libzstd
ZLIB_PKGS := zlib
TSS_PKGS := tss2-esys tss2-sys tss2-mu tss2-tctildr tss2-rc
# What lib/show is made with; linked to the programs that show.
JSON_PKGS := json-c
CLI_PKGS := $(LIB_PKGS) $(JSON_PKGS) libsystemd
# libcrypto is loaded on first use as well, function by function; libsystemd by svsmctl.
LIBCRYPTO := lib/libcrypto/libcrypto.c
CLI_LINKED := $(filter-out libcrypto libsystemd,$(CLI_PKGS))
KEY_LINKED := $(filter-out libcrypto,$(LIB_PKGS))
SVSMD_PKGS := libsystemd
EMU_PKGS := libcrypto libtpms

# ---- how it is made --------------------------------------------------------

ifeq ($(V),0)
Q := @
say = @printf '  %-8s %s\n' $(1) $(2)
else
Q :=
say = @:
endif

pkg_cflags = $(shell $(PKG_CONFIG) --cflags $(1))
pkg_libs = $(shell $(PKG_CONFIG) --libs $(1))
objs = $(patsubst %.c,$(O)/%.o,$(1))

.SECONDARY:
.PHONY: all help lib svsmctl svsm-key svsmd token emu unit integration modules emu-module lint check \
	check-long bench demo setup install install-boot clean FORCE
all: svsmctl svsm-key svsmd token

help:
	@echo 'make demo            boot a measured guest, its root encrypted, on an emulated SVSM (YES=1: no question)'
	@echo 'make check           unit tests, lint, emulator tests, VM suite (YES=1: no question)'
	@echo 'make check-long      the above, then what takes hours: fuzzing, kills, soak'
	@echo 'make bench           speed as ratios, with the goals that they must reach (5 min)'
	@echo
	@echo 'make                 svsmctl, svsm-key, svsmd, and the token plugin that opens volumes at boot'
	@echo 'make modules         svsm.ko for the kernel KVER (KDIR: its build folder)'
	@echo 'make install         svsmctl, svsm-key, svsmd, token plugin, udev rules, initrd hooks, systemd units and'
	@echo '                     generator, man pages, completion'
	@echo '                     below DESTDIR, PREFIX=/usr; install-boot: rules, hooks, units, generator only'
	@echo 'make setup           install what building and testing need'
	@echo 'make unit emu lint   one tier of the tests each'
	@echo 'make clean           remove the build folder O=build'

# Rebuild everything when the flags change.
$(O)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LDFLAGS_ALL)' | cmp -s - $@ || \
		echo '$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(LDFLAGS_ALL)' > $@

$(O)/%.o: %.c $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/libsvsm.a: PKG_CFLAGS = $(call pkg_cflags,$(LIB_PKGS) $(TSS_PKGS) $(CURL_PKGS) \
	$(ARGON2_PKGS) $(LUKS_PKGS) $(QR_PKGS) $(ZSTD_PKGS) $(ZLIB_PKGS) $(JSON_PKGS))
$(O)/libsvsm.a: $(call objs,$(LIB))
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
lib: $(O)/libsvsm.a

$(O)/svsmctl: PKG_CFLAGS = $(call pkg_cflags,$(CLI_PKGS))
$(O)/svsmctl: $(call objs,$(CLI) $(LIBCRYPTO)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(CLI_LINKED))
svsmctl: $(O)/svsmctl

# One file, whoever's place: the product's, and the tests' (in a folder of its own).
TOKEN_NAME := libcryptsetup-token-svsm.so
TOKEN_LDFLAGS = $(filter-out -pie,$(LDFLAGS_ALL)) -shared -Wl,--no-undefined \
	-Wl,--version-script=cli/token/plugin.map
$(call objs,$(TOKEN) $(TOKEN_PLACE)): PKG_CFLAGS = $(call pkg_cflags,$(LUKS_PKGS))
$(O)/token/$(TOKEN_NAME): $(call objs,$(TOKEN) $(TOKEN_PLACE)) $(O)/libsvsm.a cli/token/plugin.map
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(TOKEN_LDFLAGS) -o $@ $(filter-out %.map,$^) $(call pkg_libs,$(LIB_PKGS) $(LUKS_PKGS))
token: $(O)/token/$(TOKEN_NAME)

$(O)/token/tests/$(TOKEN_NAME): $(call objs,$(TOKEN) tests/integration/token_place.c) $(O)/libsvsm.a \
		cli/token/plugin.map
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(TOKEN_LDFLAGS) -o $@ $(filter-out %.map,$^) $(call pkg_libs,$(LIB_PKGS) $(LUKS_PKGS))
$(O)/token/tests/token_open: PKG_CFLAGS = $(call pkg_cflags,$(LUKS_PKGS))
$(O)/token/tests/token_open: $(O)/tests/integration/token_open.o
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(LUKS_PKGS))

$(O)/svsm-key: $(call objs,$(KEY) $(LIBCRYPTO)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(KEY_LINKED))
svsm-key: $(O)/svsm-key

# What svsmd is made of leaves the parsing to svsmd-worker, and so has no need of libcrypto.
$(call objs,$(SVSMD) $(SVSMD_INITRD)): PKG_CFLAGS = $(call pkg_cflags,$(SVSMD_PKGS))
$(O)/svsmd: $(call objs,$(SVSMD)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(SVSMD_PKGS))
$(O)/svsmd-initrd: $(call objs,$(SVSMD_INITRD)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(SVSMD_PKGS))
# A look at the PCRs needs nothing of libcrypto, and is made often.
$(O)/svsmd-worker: $(call objs,$(WORKER) $(LIBCRYPTO)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(KEY_LINKED) $(JSON_PKGS))
# It has the network, so it is linked with nothing of TPM, SVSM or bus.
$(O)/daemon/post.o: PKG_CFLAGS = $(call pkg_cflags,$(CURL_PKGS))
$(O)/svsm-poster: $(call objs,$(POSTER)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(CURL_PKGS))
$(O)/svsm-suspend: $(call objs,$(SUSPEND)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^
$(O)/svsm-report-sign: $(call objs,$(REPORT_SIGN)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(LIB_PKGS))
$(O)/svsm-disks: $(call objs,$(DISKS)) $(O)/libsvsm.a
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(LIB_PKGS) $(JSON_PKGS))
svsmd: $(addprefix $(O)/,svsmd svsmd-initrd svsmd-worker svsm-poster svsm-suspend svsm-disks svsm-report-sign)

$(O)/svsm-emu: PKG_CFLAGS = $(call pkg_cflags,$(EMU_PKGS))
$(O)/svsm-emu: $(call objs,$(EMU))
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(EMU_PKGS))
emu: $(O)/svsm-emu

$(O)/tests/unit/%.o: PKG_CFLAGS = $(call pkg_cflags,$(LIB_PKGS) cmocka)
$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libsvsm.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(O)/libsvsm.a $(call pkg_libs,$(LIB_PKGS) cmocka $(UNIT_PKGS))
# An AMD of the tests' own stands behind the reports that it is tested with.
$(addprefix $(O)/unit/,test_snp_certs test_snp_verify test_snp_verify_bad \
	test_snp_crl test_snp_trust): $(O)/tests/unit/snp_world.o
# And a guest with a TPM, behind the bundles.
$(addprefix $(O)/unit/,test_evidence_verify test_evidence_chain test_evidence_swaps \
	test_evidence_logs test_credential_exchange test_attestation test_pcr_look \
	test_fresh_quote test_pcr_quote): \
	$(O)/tests/unit/evidence_world.o $(O)/tests/unit/snp_world.o
# And a kernel's report interface of their own.
$(O)/unit/test_svsm_tsm: $(O)/tests/unit/tsm_world.o
# Judges what svsmctl doctor has found, by its own checks.
$(O)/tests/unit/test_doctor.o: PKG_CFLAGS = $(call pkg_cflags,$(LIB_PKGS) cmocka)
$(O)/unit/test_doctor: $(filter-out %/main.o,$(call objs,$(CLI)))
$(O)/unit/test_doctor: private UNIT_PKGS = json-c
# Look into documents.
$(addprefix $(O)/unit/,test_json test_log_page test_log_story \
	test_verify_json test_log_diff test_disk_record): private UNIT_PKGS = $(JSON_PKGS)
# Formats volumes.
$(O)/unit/test_luks: private UNIT_PKGS = $(LUKS_PKGS)
# And tell of them.
$(addprefix $(O)/unit/test_disk_,list test explain find volumes): private \
	UNIT_PKGS = $(LUKS_PKGS) $(JSON_PKGS)
# A libcryptsetup of its own, since it is loaded.
$(O)/tests/unit/test_luks_suspend.o: PKG_CFLAGS = $(call pkg_cflags,$(LUKS_PKGS) cmocka)
$(O)/unit/test_luks_suspend: private LDFLAGS_ALL += \
	-Wl,--wrap=dlopen -Wl,--wrap=dlsym -Wl,--wrap=dlclose
# A TPM that only says what it was asked.
$(O)/unit/test_pcr_quote: private LDFLAGS_ALL += -Wl,--wrap=tpm_ak_borrow \
	-Wl,--wrap=tpm_ak_quote -Wl,--wrap=tpm_ak_public -Wl,--wrap=tpm_ak_cleanup
# Says who has sent what.
$(O)/unit/test_uevent_socket: private LDFLAGS_ALL += -Wl,--wrap=recvfrom
# Sees memory at the moment at which it goes back.
$(O)/unit/test_secret: private LDFLAGS_ALL += -Wl,--wrap=munmap
# Headers of lib/sys/tpm*.c alone, which know the TSS.
$(patsubst %,$(O)/tests/unit/test_tpm_%.o,pin policy seal session unseal unseal_pcrs): \
	PKG_CFLAGS = $(call pkg_cflags,$(LIB_PKGS) $(TSS_PKGS) cmocka)
unit: $(addprefix $(O)/unit/,$(UNIT))

# What the emulator's tests are made of: programs that play the guest.
$(O)/tests/integration/%.o: PKG_CFLAGS = $(call pkg_cflags,libcrypto)
$(O)/integration/%: $(O)/tests/integration/%.o $(O)/tests/integration/emu_guest.o $(O)/libsvsm.a
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) $(O)/libsvsm.a \
		$(call pkg_libs,$(LIB_PKGS) $(INTEGRATION_PKGS))
# One of them makes evidence of the unit tests' world.
$(O)/integration/test_make_bundle: $(O)/tests/unit/evidence_world.o $(O)/tests/unit/snp_world.o
$(O)/integration/test_make_bundle: private INTEGRATION_PKGS := cmocka
# Those of sealing play who enrolls and opens volumes, and look into the TPM's inside.
$(O)/integration/test_seal $(O)/integration/test_seal_faults: $(O)/tests/integration/seal_world.o
$(O)/tests/integration/seal_world.o $(O)/tests/integration/test_seal_faults.o: \
	PKG_CFLAGS = $(call pkg_cflags,libcrypto $(TSS_PKGS))
# Enrolls volumes for the tests of svsm-key.
$(O)/integration/key_enroll: $(O)/tests/integration/seal_world.o
# Programs on the tests' bus: one takes results of svsmd, the others play polkit and systemd.
$(O)/tests/integration/bus_%.o: PKG_CFLAGS = $(call pkg_cflags,$(SVSMD_PKGS))
$(O)/integration/bus_%: $(O)/tests/integration/bus_%.o
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(call pkg_libs,$(SVSMD_PKGS))
# A TCTI for the loader of tpm2-tss.
$(O)/integration/tcti_fault.so: tests/integration/tcti_fault.c $(O)/flags
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -shared \
		$(call pkg_cflags,tss2-tctildr) -o $@ $< $(call pkg_libs,tss2-tctildr)
# Preloaded into svsmd.
$(O)/integration/world_shift.so: tests/integration/world_shift.c $(O)/flags
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) -U_FORTIFY_SOURCE $(CFLAGS_ALL) -U_FORTIFY_SOURCE -shared -o $@ $<
integration: $(addprefix $(O)/integration/,$(INTEGRATION) key_enroll bus_take bus_polkit bus_systemd bus_verify bus_flood bus_forger tcti_fault.so world_shift.so) \
	$(addprefix $(O)/token/tests/,$(TOKEN_NAME) token_open)

modules:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules
emu-module:
	$(MAKE) -C $(KDIR) M=$(CURDIR)/tests/emu/module modules

# ---- tests -----------------------------------------------------------------

setup:
	@YES=$(YES) tests/setup.sh
check: setup
	@O=$(O) tests/run check
check-long: setup
	@O=$(O) tests/run check-long
lint: setup
	@O=$(O) tests/run lint
bench: setup
	@O=$(O) tests/run bench
demo: setup
	@O=$(O) YES=$(YES) tests/vm/demo

# ---- where it goes ---------------------------------------------------------

install: svsmctl svsm-key svsmd token install-boot
	install -Dm 0755 $(O)/svsmctl $(DESTDIR)$(PREFIX)/bin/svsmctl
	install -Dm 0644 packaging/systemd/svsm-birth.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-birth.service
	install -Dm 0644 $(O)/token/$(TOKEN_NAME) $(DESTDIR)$(TOKENDIR)/$(TOKEN_NAME)
	install -Dm 0755 $(O)/svsm-key $(DESTDIR)$(PREFIX)/lib/svsm/svsm-key
	install -Dm 0755 $(O)/svsmd $(DESTDIR)$(PREFIX)/lib/svsm/svsmd
	install -Dm 0755 $(O)/svsmd-initrd $(DESTDIR)$(PREFIX)/lib/svsm/svsmd-initrd
	install -Dm 0644 packaging/systemd/svsmd-initrd.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsmd-initrd.service
	install -Dm 0755 packaging/dracut/91svsmd/module-setup.sh \
		$(DESTDIR)$(PREFIX)/lib/dracut/modules.d/91svsmd/module-setup.sh
	install -Dm 0755 $(O)/svsmd-worker $(DESTDIR)$(PREFIX)/lib/svsm/svsmd-worker
	install -Dm 0755 $(O)/svsm-poster $(DESTDIR)$(PREFIX)/lib/svsm/svsm-poster
	install -Dm 0644 packaging/systemd/svsm-poster.socket \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-poster.socket
	install -Dm 0644 packaging/systemd/svsm-poster@.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-poster@.service
	install -Dm 0755 $(O)/svsm-suspend $(DESTDIR)$(PREFIX)/lib/svsm/svsm-suspend
	install -Dm 0644 packaging/systemd/svsm-suspend@.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-suspend@.service
	install -Dm 0755 $(O)/svsm-report-sign $(DESTDIR)$(PREFIX)/lib/svsm/svsm-report-sign
	install -Dm 0644 packaging/systemd/svsm-report-sign.socket \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-report-sign.socket
	install -Dm 0644 packaging/systemd/svsm-report-sign@.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-report-sign@.service
	install -Dm 0644 Documentation/svsm-report-sign.8 \
		$(DESTDIR)$(PREFIX)/share/man/man8/svsm-report-sign.8
	install -Dm 0755 $(O)/svsm-disks $(DESTDIR)$(PREFIX)/lib/svsm/svsm-disks
	install -Dm 0644 packaging/systemd/svsm-disks.socket \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-disks.socket
	install -Dm 0644 packaging/systemd/svsm-disks@.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-disks@.service
	install -Dm 0644 Documentation/svsm-disks.8 \
		$(DESTDIR)$(PREFIX)/share/man/man8/svsm-disks.8
	install -Dm 0644 packaging/systemd/svsmd.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsmd.service
	install -Dm 0644 packaging/systemd/svsm-trusted.target \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-trusted.target
	install -Dm 0644 packaging/systemd/svsm-distrusted.target \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-distrusted.target
	install -Dm 0644 packaging/systemd/svsm.catalog \
		$(DESTDIR)$(PREFIX)/lib/systemd/catalog/svsm.catalog
	install -Dm 0644 Documentation/runbook.md \
		$(DESTDIR)$(PREFIX)/share/doc/svsm-guest/runbook.md
	install -Dm 0644 Documentation/metrics.md \
		$(DESTDIR)$(PREFIX)/share/doc/svsm-guest/metrics.md
	install -d $(DESTDIR)$(PREFIX)/lib/motd.d
	ln -sfn /run/svsm/svsmd/motd $(DESTDIR)$(PREFIX)/lib/motd.d/50-svsm
	install -Dm 0644 packaging/dbus/org.svsm.Guest1.conf \
		$(DESTDIR)$(PREFIX)/share/dbus-1/system.d/org.svsm.Guest1.conf
	install -Dm 0644 packaging/dbus/org.svsm.Guest1.service \
		$(DESTDIR)$(PREFIX)/share/dbus-1/system-services/org.svsm.Guest1.service
	install -Dm 0644 packaging/polkit/org.svsm.guest1.policy \
		$(DESTDIR)$(PREFIX)/share/polkit-1/actions/org.svsm.guest1.policy
	install -Dm 0644 Documentation/svsmd.8 $(DESTDIR)$(PREFIX)/share/man/man8/svsmd.8
	install -Dm 0644 Documentation/svsm-poster.8 \
		$(DESTDIR)$(PREFIX)/share/man/man8/svsm-poster.8
	install -Dm 0644 Documentation/org.svsm.Guest1.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5/org.svsm.Guest1.5
	install -Dm 0644 Documentation/svsm-key.8 $(DESTDIR)$(PREFIX)/share/man/man8/svsm-key.8
	install -Dm 0644 Documentation/svsmctl.8 $(DESTDIR)$(PREFIX)/share/man/man8/svsmctl.8
	install -Dm 0644 Documentation/svsm.4 $(DESTDIR)$(PREFIX)/share/man/man4/svsm.4
	install -Dm 0644 Documentation/svsm-policy.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5/svsm-policy.5
	install -Dm 0644 Documentation/svsmd.conf.5 \
		$(DESTDIR)$(PREFIX)/share/man/man5/svsmd.conf.5
	install -Dm 0644 packaging/bash-completion/svsmctl \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/svsmctl

# What gets the SVSM's TPM into a system's boot: needs nothing built.
install-boot:
	install -Dm 0644 udev/60-svsm.rules $(DESTDIR)$(PREFIX)/lib/udev/rules.d/60-svsm.rules
	install -Dm 0755 packaging/systemd/svsm-generator \
		$(DESTDIR)$(PREFIX)/lib/systemd/system-generators/svsm-generator
	install -Dm 0644 packaging/systemd/svsm-key@.socket \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-key@.socket
	install -Dm 0644 packaging/systemd/svsm-key@.service \
		$(DESTDIR)$(PREFIX)/lib/systemd/system/svsm-key@.service
	install -Dm 0755 packaging/cryptsetup/svsm-key \
		$(DESTDIR)$(PREFIX)/lib/cryptsetup/scripts/svsm-key
	install -Dm 0755 packaging/dracut/90svsm/module-setup.sh \
		$(DESTDIR)$(PREFIX)/lib/dracut/modules.d/90svsm/module-setup.sh
	install -Dm 0755 packaging/initramfs-tools/hooks/svsm \
		$(DESTDIR)$(PREFIX)/share/initramfs-tools/hooks/svsm

clean:
	rm -rf $(O)

-include $(shell find $(O)/lib $(O)/cli $(O)/daemon $(O)/tests -type f -name '*.d' 2>/dev/null)
