# SPDX-License-Identifier: EUPL-1.2
"""Times the reference engine through cedarpy, everything parsed beforehand, one batch call."""
import json
import statistics
import sys
import time

import cedarpy

folder = sys.argv[1]
rows = {}
for name in ("small", "protocol"):
    with open(f"{folder}/{name}.cedar") as file:
        policies = cedarpy.PolicySet.from_str(file.read())
    with open(f"{folder}/{name}.entities.json") as file:
        entities = cedarpy.Entities.from_json_str(file.read())
    with open(f"{folder}/{name}.requests.json") as file:
        requests = json.load(file)
    batches, engine = [], []
    for _ in range(5):
        start = time.perf_counter_ns()
        results = cedarpy.is_authorized_batch(requests, policies, entities)
        batches.append((time.perf_counter_ns() - start) / len(requests))
        engine += [result.metrics["authz_duration_micros"] * 1000 for result in results]
    rows[name] = {
        "batchNanoseconds": round(statistics.median(batches)),
        "engineNanoseconds": round(statistics.median(engine)),
        "decisions": ["allow" if result.allowed else "deny" for result in results],
    }
with open(f"{folder}/reference.json", "w") as file:
    json.dump(rows, file)
