/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing the page.  The picture is in log_picture.c.
 */
#include "cli/log_html.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/html.h"
#include "cli/log_picture.h"
#include "lib/base/cleanup.h"
#include "lib/base/fault.h"
#include "lib/base/hex.h"
#include "lib/base/version.h"
#include "lib/policy/replay.h"
#include "lib/show/log_json.h"
#include "lib/show/log_set.h"
#include "lib/show/log_story.h"
#include "lib/sys/whole_file.h"

/* The policy forbids the page to load or run anything, should an escape ever be missed. */
static const char head[] =
	"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	"'unsafe-inline'\">\n"
	"<meta name=\"viewport\" content=\"width=device-width\">\n"
	"<title>Measured boot</title>\n<style>\n"
	"body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:70em;padding:0 1em;"
	"color:#1b2733;background:#fff}\n"
	"h1{font-size:1.6em}h2{font-size:1.15em;margin:2em 0 .4em}\n"
	"table{border-collapse:collapse;width:100%;table-layout:fixed}\n"
	"td,th{text-align:left;vertical-align:top;padding:.25em .5em;border-top:1px solid #d8dee4;"
	"overflow-wrap:anywhere}\n"
	"th{border-top:0;color:#57636e;font-weight:600}\n"
	"code{font:13px ui-monospace,monospace}\n"
	".n{width:4.5em}.b{width:12em}.p{width:9em}\n"
	".contradicted{background:#ffe1de}.contradicted .p{color:#b3140a;font-weight:700}\n"
	".proven .p{color:#0a6b2d}.partly .p{color:#38660a}.unproven .p{color:#8a5a00}\n"
	".not .p{color:#57636e}\n"
	".warning{background:#ffe1de;padding:.6em 1em;border-left:4px solid #b3140a}\n"
	"dt{font-weight:600;float:left;width:9em;clear:left}dd{margin-left:9.5em;"
	"overflow-wrap:anywhere}\n"
	"summary{cursor:pointer}svg{max-width:100%;height:auto}\n"
	"@media(prefers-color-scheme:dark){body{background:#14191f;color:#dde4ea}"
	"td,th{border-color:#313b45}.contradicted,.warning{background:#4a1512}"
	".proven .p{color:#5fd38a}.partly .p{color:#a5d36a}.unproven .p{color:#f0b959}"
	".contradicted .p{color:#ff8f86}}\n"
	"</style></head><body>\n<h1>Measured boot</h1>\n";

static void write_entry(FILE *page, const char *name, const char *text)
{
	fprintf(page, "<dt>%s</dt><dd>", name);
	html_text(page, text);
	fputs("</dd>\n", page);
}

static void write_list(FILE *page, const char *name, struct json_object *array)
{
	size_t i, count = json_object_array_length(array);

	if (!count)
		return;
	fprintf(page, "<dt>%s</dt><dd>", name);
	for (i = 0; i < count; i++) {
		if (i)
			fputs(", ", page);
		html_text(page, json_object_get_string(json_object_array_get_idx(array, i)));
	}
	fputs("</dd>\n", page);
}

static void write_warnings(FILE *page, const struct log_set *set, const struct log_story *story)
{
	size_t i;

	for (i = 0; i < set->count; i++) {
		if (set->files[i]->error >= 0)
			continue;
		fputs("<p class=\"warning\"><b>Incomplete:</b> ", page);
		html_text(page, set->files[i]->path);
		fputs(": ", page);
		html_text(page, set->files[i]->fault.text);
		fputs("</p>\n", page);
	}
	if (story->contradicted)
		fprintf(page,
			"<p class=\"warning\"><b>%zu events contradict themselves:</b> their text says "
			"one thing, their digest another. They are marked below.</p>\n",
			story->contradicted);
}

static void write_command_line(FILE *page, const struct log_story *story)
{
	if (!story->command_line)
		return;
	write_entry(page,
		    story->is_command_line_proven ? "Command line" : "Command line (unproven)",
		    story->command_line);
	if (story->command_lines > 1)
		fprintf(page, "<dt></dt><dd>(the last of %zu)</dd>\n", story->command_lines);
}

static void write_summary(FILE *page, const struct log_set *set, const struct log_story *story)
{
	size_t i;

	fputs("<dl>\n", page);
	for (i = 0; i < set->count; i++) {
		fputs("<dt>Log</dt><dd>", page);
		html_text(page, set->files[i]->path);
		fprintf(page, " (%s, %zu events)</dd>\n",
			eventlog_format_name(set->files[i]->log.format), set->files[i]->events);
	}
	write_entry(page, "Secure Boot",
		    story->secure_boot[0] == '?' ? "not in these logs" : story->secure_boot);
	write_list(page, "Allowed by", story->signers);
	write_command_line(page, story);
	write_list(page, "UKI sections", story->sections);
	write_list(page, "Phases", story->phases);
	fputs("</dl>\n", page);
}

static const char *class_of(enum consistency consistency)
{
	static const char *const classes[CONSISTENCY_VERDICTS] = { "contradicted", "not",
								   "unproven", "partly",
								   "proven" };

	return classes[consistency];
}

static void write_event(FILE *page, const struct story_event *event)
{
	char digest[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)], bank[BANK_NAME_SIZE];

	fprintf(page, "<tr class=\"%s\"><td class=\"n\">%zu:%zu</td><td class=\"b\">",
		class_of(event->consistency), event->file, event->number);
	html_text(page, event->by ?: event->kind);
	fputs("</td><td><details><summary>", page);
	html_text(page, event->line);
	fputs("</summary>", page);
	html_text(page, event->why);
	if (event->digests)
		fprintf(page, "<br><code>%s %s</code>",
			log_json_bank_name(event->digests->algorithm, bank),
			hex_encode(event->digests->value, event->digests->size, digest));
	json_object_object_foreach(event->facts, key, value) {
		fprintf(page, "<br>%s: <code>", key);
		html_text(page, json_object_get_string(value));
		fputs("</code>", page);
	}
	fprintf(page, "</details></td><td class=\"p\">%s</td></tr>\n",
		consistency_name(event->consistency));
}

static void write_register(FILE *page, const struct log_story *story,
			   const struct replay *replay, uint32_t pcr)
{
	char value[HEX_TEXT_SIZE(EVENTLOG_DIGEST_MAX)], name[BANK_NAME_SIZE];
	bool is_first = true;
	size_t i;

	for (i = 0; i < story->count; i++) {
		if (story->events[i].pcr != pcr || story->events[i].nv_index)
			continue;
		if (is_first && pcr == EVENTLOG_NO_PCR)
			fputs("<h2>No PCR</h2>\n<table>", page);
		else if (is_first)
			fprintf(page, "<h2 id=\"pcr%u\">PCR %u</h2>\n<table>", pcr, pcr);
		is_first = false;
		write_event(page, &story->events[i]);
	}
	if (is_first)
		return;
	fputs("</table>\n", page);
	for (i = 0; pcr < EVENTLOG_PCRS && i < replay_bank_count(replay); i++) {
		const struct replay_bank *bank = replay_bank(replay, i);

		if (bank->is_computable && bank->extended >> pcr & 1)
			fprintf(page, "<p><code>%s = %s</code></p>\n",
				log_json_bank_name(bank->algorithm, name),
				hex_encode(bank->pcrs[pcr], bank->digest_size, value));
	}
}

static void write_page(FILE *page, const struct log_set *set, const struct log_story *story,
		       const struct replay *replay)
{
	uint32_t pcr;

	fputs(head, page);
	write_warnings(page, set, story);
	write_summary(page, set, story);
	log_picture_write(page, story);
	for (pcr = 0; pcr < EVENTLOG_PCRS; pcr++)
		write_register(page, story, replay, pcr);
	write_register(page, story, replay, EVENTLOG_NO_PCR);
	if (story->omitted)
		fprintf(page, "<p>%zu more events are not shown.</p>\n", story->omitted);
	fputs("<h2>What the words mean</h2>\n<dl><dt>proven</dt><dd>The digest is of the data that "
	      "the line shows: whoever trusts the PCR can trust the line.</dd>\n"
	      "<dt>partly proven</dt><dd>The digest is of a part of it.</dd>\n"
	      "<dt>unproven</dt><dd>The digest is of something that is not in the log, such as an "
	      "image; the line describes it, and may lie.</dd>\n"
	      "<dt>not extended</dt><dd>In no PCR: anyone can write such an event.</dd>\n"
	      "<dt>contradicted</dt><dd>Line and digest cannot both be true.</dd></dl>\n"
	      "<p>The PCR values are what these logs replay to. Whether a TPM holds them is not "
	      "said here: see svsmctl eventlog verify.</p>\n"
	      "<p>Written by svsmctl " SVSM_GUEST_VERSION ".</p>\n</body></html>\n", page);
}

int log_html_write(const char *path, const struct log_set *set, const struct log_story *story,
		   const struct replay *replay, struct fault *fault)
{
	_cleanup_(cleanup_free) char *text = NULL;
	size_t size = 0;
	FILE *page = open_memstream(&text, &size);

	if (!page)
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	write_page(page, set, story, replay);
	if (fclose(page))
		return fault_set(fault, -ENOMEM, "%s: out of memory", path);
	return whole_file_write(path, text, size, fault);
}
