/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands of svsmctl, each in a file of its own.
 */
#pragma once

struct command;

/* cmd_status.c */
extern const struct command status_command;

/* cmd_doctor.c */
extern const struct command doctor_command;

/* cmd_services.c */
extern const struct command services_command;

/* cmd_attest.c */
extern const struct command attest_command;

/* cmd_birth.c: the commands of 'svsmctl birth', the others each in theirs */
extern const struct command birth_command;
extern const struct command birth_record_command;
extern const struct command birth_show_command;

/* cmd_trust.c: the commands of 'svsmctl trust', the others each in theirs */
extern const struct command trust_command;
extern const struct command trust_show_command;
extern const struct command trust_check_command;
extern const struct command trust_history_command;
extern const struct command trust_reattest_command;
extern const struct command trust_reset_command;

/* cmd_monitor.c */
extern const struct command monitor_command;

/* cmd_respond.c */
extern const struct command respond_command;

/* cmd_eventlog.c: the commands of 'svsmctl eventlog', the others each in theirs */
extern const struct command eventlog_command;
extern const struct command eventlog_show_command;
extern const struct command eventlog_replay_command;
extern const struct command eventlog_verify_command;
extern const struct command eventlog_diff_command;
extern const struct command eventlog_cel_command;

/* cmd_report.c: the commands of 'svsmctl report', the others each in theirs */
extern const struct command report_command;
extern const struct command report_show_command;
extern const struct command report_verify_command;
extern const struct command report_archive_command;

/* cmd_certs.c: the commands of 'svsmctl certs', the others each in theirs */
extern const struct command certs_command;
extern const struct command certs_list_command;
extern const struct command certs_import_command;
extern const struct command certs_fetch_command;

/* cmd_verify.c */
extern const struct command verify_command;

/* cmd_challenge.c: the commands of 'svsmctl challenge', the others each in theirs */
extern const struct command challenge_command;
extern const struct command challenge_new_command;
extern const struct command challenge_accept_command;

/* cmd_policy.c: the commands of 'svsmctl policy', the others each in theirs */
extern const struct command policy_command;
extern const struct command policy_new_command;
extern const struct command policy_check_command;

/* cmd_disk.c: the commands of 'svsmctl disk', the others each in theirs */
extern const struct command disk_command;
extern const struct command disk_list_command;
extern const struct command disk_enroll_command;
extern const struct command disk_test_command;
extern const struct command disk_explain_command;
extern const struct command disk_revoke_command;
extern const struct command disk_recovery_command;
