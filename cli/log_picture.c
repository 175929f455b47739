/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Drawing the chain.
 */
#include "cli/log_picture.h"

#include <json-c/json.h>
#include <string.h>

#include "cli/html.h"
#include "lib/show/log_story.h"

#define BOXES_MAX	24
#define WIDTH		880
#define BOX_HEIGHT	58
#define GAP		26
#define SHOWN_COLUMNS	104	/* what fits into a box's width */
#define TEXT_MAX	512

struct box {
	char title[64];
	char text[TEXT_MAX];
	char pcrs[32];
	enum consistency worst;
};

struct chain {
	struct box boxes[BOXES_MAX];
	size_t count;
	size_t omitted;
};

static struct box *add_box(struct chain *chain, const char *title, const char *pcrs,
			   const char *text)
{
	struct box *box;

	if (chain->count == BOXES_MAX) {
		chain->omitted++;
		return NULL;
	}
	box = &chain->boxes[chain->count++];
	(void)snprintf(box->title, sizeof(box->title), "%s", title);
	(void)snprintf(box->pcrs, sizeof(box->pcrs), "%s", pcrs);
	(void)snprintf(box->text, sizeof(box->text), "%s", text); /* cut is fine */
	box->worst = CONSISTENCY_PROVEN;
	return box;
}

/* The worst of what was measured into the PCRs of @mask. */
static enum consistency find_worst(const struct log_story *story, uint32_t mask)
{
	enum consistency worst = CONSISTENCY_PROVEN;
	size_t i;

	for (i = 0; i < story->count; i++) {
		const struct story_event *event = &story->events[i];

		if (event->pcr < EVENTLOG_PCRS && mask >> event->pcr & 1 &&
		    event->consistency != CONSISTENCY_NOT_EXTENDED && event->consistency < worst)
			worst = event->consistency;
	}
	return worst;
}

static void add_firmware(struct chain *chain, const struct log_story *story)
{
	const char *version = NULL;
	char text[TEXT_MAX];
	struct box *box;
	size_t count = 0, i;

	for (i = 0; i < story->count; i++) {
		const struct story_event *event = &story->events[i];

		if (event->content != EVENTLOG_CONTENT_TCG || event->nv_index || event->pcr > 3 ||
		    event->type == EV_NO_ACTION)
			continue;
		count++;
		if (event->type == EV_S_CRTM_VERSION && !version)
			version = event->line;
	}
	if (!count)
		return;
	(void)snprintf(text, sizeof(text), "%zu measurements%s%s", count,
		       version ? ", version " : "", version ?: "");
	box = add_box(chain, "Firmware", "PCR 0-3", text);
	if (box)
		box->worst = find_worst(story, 0xf);
}

static void add_policy(struct chain *chain, const struct log_story *story)
{
	char text[TEXT_MAX] = "";
	struct box *box;
	size_t i, used = 0, count = json_object_array_length(story->signers);

	if (story->secure_boot[0] == '?')
		return;
	for (i = 0; i < count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
					 i ? ", " : "images allowed by ",
					 json_object_get_string(
						 json_object_array_get_idx(story->signers, i)));
	box = add_box(chain,
		      !strcmp(story->secure_boot, "on") ? "Secure Boot is on" : "Secure Boot is OFF",
		      "PCR 7", text);
	if (box)
		box->worst = find_worst(story, 1u << 7);
}

static void add_images(struct chain *chain, const struct log_story *story)
{
	char pcr[16];
	size_t i;

	for (i = 0; i < story->count; i++) {
		const struct story_event *event = &story->events[i];
		struct box *box;

		if (event->content != EVENTLOG_CONTENT_TCG ||
		    event->type != EV_EFI_BOOT_SERVICES_APPLICATION)
			continue;
		(void)snprintf(pcr, sizeof(pcr), "PCR %u", event->pcr); /* it fits */
		/* Of a long path, the end says more. */
		box = add_box(chain, "EFI program", pcr,
			      strlen(event->line) > SHOWN_COLUMNS && strrchr(event->line, '/') ?
				      strrchr(event->line, '/') + 1 :
				      event->line);
		if (box)
			box->worst = event->consistency;
	}
}

static void add_list(struct chain *chain, const char *title, const char *pcr,
		     struct json_object *array)
{
	char text[TEXT_MAX] = "";
	size_t i, used = 0, count = json_object_array_length(array);

	for (i = 0; i < count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? "  " : "",
					 json_object_get_string(
						 json_object_array_get_idx(array, i)));
	if (count)
		add_box(chain, title, pcr, text);
}

static void add_files(struct chain *chain, const struct log_story *story)
{
	char text[TEXT_MAX];
	size_t i, count = 0;

	for (i = 0; i < story->count; i++)
		count += story->events[i].content == EVENTLOG_CONTENT_IMA ||
			 story->events[i].content == EVENTLOG_CONTENT_IMA_TEXT;
	if (!count)
		return;
	(void)snprintf(text, sizeof(text), "%zu files", count);
	add_box(chain, "IMA", "PCR 10", text);
}

static const char *colour(enum consistency worst)
{
	static const char *const colours[CONSISTENCY_VERDICTS] = { "#b3140a", "#57636e", "#b07400",
								   "#38660a", "#0a6b2d" };

	return colours[worst];
}

/* Cut where a character begins. */
static void cut(char *text)
{
	size_t columns = 0, i;

	for (i = 0; text[i]; i++) {
		if ((text[i] & 0xc0) == 0x80)
			continue;
		if (columns++ == SHOWN_COLUMNS && i + 4 < TEXT_MAX) {
			strcpy(text + i, "...");
			return;
		}
	}
}

static void write_box(FILE *page, struct box *box, size_t index)
{
	size_t y = 2 + index * (BOX_HEIGHT + GAP);

	cut(box->text);
	if (index)
		fprintf(page,
			"<path d=\"M 60 %zu v %d m -5 -7 l 5 7 l 5 -7\" fill=\"none\" "
			"stroke=\"#57636e\" stroke-width=\"2\"/>\n",
			y - GAP, GAP - 2);
	fprintf(page,
		"<rect x=\"2\" y=\"%zu\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#f4f7fa\" "
		"stroke=\"%s\" stroke-width=\"2\"/>\n"
		"<text x=\"18\" y=\"%zu\" font-weight=\"600\" fill=\"#1b2733\">",
		y, WIDTH - 4, BOX_HEIGHT, colour(box->worst), y + 23);
	html_text(page, box->title);
	fprintf(page, "</text>\n<text x=\"%d\" y=\"%zu\" text-anchor=\"end\" fill=\"%s\">",
		WIDTH - 18, y + 23, colour(box->worst));
	html_text(page, box->pcrs);
	fprintf(page, " - %s</text>\n", consistency_name(box->worst));
	fprintf(page, "<text x=\"18\" y=\"%zu\" font-size=\"13\" fill=\"#3c4854\">", y + 45);
	html_text(page, box->text);
	fputs("</text>\n", page);
}

void log_picture_write(FILE *page, const struct log_story *story)
{
	struct chain chain = { .count = 0 };
	struct box *box;
	size_t i;

	add_firmware(&chain, story);
	add_policy(&chain, story);
	add_images(&chain, story);
	add_list(&chain, "Unified kernel image: names of its sections", "PCR 11", story->sections);
	box = story->command_line ?
		      add_box(&chain, "Kernel command line", "PCR 8, 12", story->command_line) :
		      NULL;
	if (box && !story->is_command_line_proven)
		box->worst = CONSISTENCY_UNPROVEN;
	add_list(&chain, "Phases of the system", "PCR 11", story->phases);
	add_files(&chain, story);
	if (!chain.count)
		return;
	fprintf(page,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %zu\" width=\"%d\" "
		"role=\"img\" aria-label=\"The chain of the boot, from firmware to userspace\" "
		"font-family=\"system-ui, sans-serif\" font-size=\"15\">\n",
		WIDTH, chain.count * (BOX_HEIGHT + GAP), WIDTH);
	for (i = 0; i < chain.count; i++)
		write_box(page, &chain.boxes[i], i);
	fputs("</svg>\n", page);
	if (chain.omitted)
		fprintf(page, "<p>%zu more programs are in the tables below.</p>\n", chain.omitted);
}
