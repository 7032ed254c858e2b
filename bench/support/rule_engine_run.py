"""Runs inside the environment that has rule-engine: rules and facts as JSON in, seconds and what held out."""

import json
import sys
import time

import rule_engine

given = json.load(sys.stdin)
start = time.process_time()
context = rule_engine.Context(default_value=0)
rules = []
for heard, unheard, channel in given["rules"]:
    parts = [f"{name} >= 1" for name in heard] + [f"{name} < 1" for name in unheard]
    parts += [f"channel == '{channel}'"] if channel else []
    rules.append(rule_engine.Rule(" and ".join(parts), context=context))
load = time.process_time() - start
start = time.process_time()
held = [sorted(f"r{n}" for n, rule in enumerate(rules) if rule.matches(facts)) for facts in given["facts"]]
seconds = (time.process_time() - start) / len(given["facts"])
json.dump({"load": load, "seconds": seconds, "held": held}, sys.stdout)
