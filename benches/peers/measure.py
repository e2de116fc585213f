"""Runs the people of a folder that `peers write` filled through one peer, and prints as JSON what it took.

usage: measure.py PEER FOLDER TOLERANCE...

A peer is a module with `VERSION` and a class `Peer`: `Peer(folder, people)` loads the model, `set_tolerances` takes a relative and an
absolute tolerance, `simulate` gives the states of one person on every day, a row a day.
"""

import importlib
import json
import os
import resource
import sys

import numpy

# A measurement repeats its work until so many seconds of the processor are spent, and starts no further person after so many.
ENOUGH = 3.0
AT_MOST = 30.0
# Absolute tolerance as a share of the relative one: small enough for states of a hundred thousandth to be exact. Peers take a few per cent
# more steps with it than with a hundred times as much, and deliver errors up to a hundred times smaller.
ABSOLUTE = 1e-5


def seconds():
    """Processor time of this process, all threads, and of what it started: a compiler."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def measured(peer, people, tolerance):
    peer.set_tolerances(tolerance, ABSOLUTE * tolerance)
    seen, end = [], []
    started, count = seconds(), 0
    spent = 0.0
    while count == 0 or spent < ENOUGH or (count < len(people["people"]) and spent < AT_MOST):
        person = people["people"][count % len(people["people"])]
        days = numpy.asarray(peer.simulate(person))
        if count < len(people["people"]):
            seen.append(days[int(people["seen"])].tolist())
            end.append(days[int(people["days"])].tolist())
        count += 1
        spent = seconds() - started
    return {"tolerance": tolerance, "seconds": spent / count, "seen": seen, "end": end}


def main():
    name, folder, *tolerances = sys.argv[1:]
    with open(f"{folder}/people.json") as file:
        people = json.load(file)
    started = seconds()
    module = importlib.import_module(name)
    peer = module.Peer(folder, people)
    load = seconds() - started
    runs = [measured(peer, people, float(tolerance)) for tolerance in tolerances]
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = {"version": module.VERSION, "load": load, "megabytes": kilobytes / 1024, "runs": runs}
    # Peers write to standard output, too: the result is its last line.
    print("\n" + json.dumps(result))


main()
