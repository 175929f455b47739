# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads svsmd's metrics as others do: the strict reader of OpenMetrics and that of the older
text format, by Prometheus' own library; and holds their names against Documentation/metrics.md.

    metrics_check.py FILE DOCUMENT      prints NAME{LABEL="VALUE"} VALUE for each sample
"""
import re
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as strict

# What the collector of node_exporter takes as a type (Prometheus' expfmt, text_parse.go).
TYPES = {"counter", "gauge", "summary", "untyped", "histogram"}


def samples(families):
    return sorted((sample.name, tuple(sorted(sample.labels.items())), sample.value)
                  for family in families for sample in family.samples)


with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
families = list(strict.text_string_to_metric_families(text))
new, old = samples(families), samples(parser.text_string_to_metric_families(text))
if new != old:
    sys.exit(f"the two readers differ: {set(new) ^ set(old)}")
if any(sample.timestamp for family in families for sample in family.samples):
    sys.exit("a sample has a time, which the collector refuses")
for line in text.splitlines():
    kind = re.match(r"# TYPE \S+ (\S+)", line)
    if kind and kind[1] not in TYPES:
        sys.exit(f"the collector refuses the type {kind[1]}")
with open(sys.argv[2], encoding="utf-8") as file:
    known = set(re.findall(r"^\| `(svsm_\w+)", file.read(), re.M))
unknown = {name for name, _, _ in new} - known
if unknown:
    sys.exit(f"{sys.argv[2]} does not have {unknown}")
for name, labels, value in new:
    print(name + "{" + ",".join(f'{key}="{label}"' for key, label in labels) + "}", float(value))
