#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""
What a page of 'svsmctl eventlog show --html' must be: whole (every element is closed, in
its turn), alone (nothing is loaded, nothing runs), with a picture, and with every event.
Prints what is wrong, and exits with 1.

usage: page_check.py PAGE EVENTS [TEXT...]     TEXT: stands on the page, as text
"""
import html.parser
import sys

EMPTY = {"meta", "br", "hr", "rect", "line", "path", "circle", "polygon", "polyline"}
LOADS = {"script", "link", "img", "image", "iframe", "object", "embed", "base", "audio", "video", "form"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.count, self.text = [], [], {}, []

    def element(self, tag, attributes):
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag in LOADS:
            self.wrong.append(f"<{tag}> loads something")
        for name, value in attributes:
            if name.startswith("on") or "url(" in (value or "").replace("url(#", ""):
                self.wrong.append(f"<{tag} {name}={value}> runs or loads something")
            if name in ("href", "src", "xlink:href", "action") and not value.startswith("#"):
                self.wrong.append(f"<{tag} {name}={value}> leads off the page")

    def handle_starttag(self, tag, attributes):
        self.element(tag, attributes)
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.element(tag, attributes)

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another element, line {self.getpos()[0]}")

    def handle_data(self, data):
        self.text.append(data)
        if self.open and self.open[-1] == "style" and ("@import" in data or "url(" in data):
            self.wrong.append("the style sheet loads something")


def main(path, events, texts):
    page = Page()
    page.feed(open(path, encoding="utf-8").read())
    page.close()
    if page.open:
        page.wrong.append(f"not closed: {page.open}")
    if not page.count.get("svg") or not page.count.get("rect"):
        page.wrong.append("there is no picture")
    if page.count.get("details", 0) != events:
        page.wrong.append(f"{page.count.get('details', 0)} events on the page, {events} in the log")
    text = "".join(page.text)
    page.wrong += [f"not on the page: {wanted}" for wanted in texts if wanted not in text]
    print("\n".join(page.wrong))
    return 1 if page.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
