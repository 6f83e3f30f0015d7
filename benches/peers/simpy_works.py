"""The works on SimPy: a process for each case, a resource for each office.

Called as WORK SIZE SEED, prints one line of JSON, like the programs in src/bin.
"""

import json
import math
import random
import sys
import time
from importlib.metadata import version

import simpy

HOUR = 1 / 24
REST = 365.25
OFFICERS = (80, 160, 222, 167)
WORK = (5.0, 10.0, 20.0, 15.0)
# Less than what the compiled programs have: a world of a hundred thousand takes
# seconds here.
AGENTS_IN_ALL = 100_000


class Sums:
    """What a run measures after the warm-up, and all its events."""

    def __init__(self, start):
        self.start = start
        self.events = 0
        self.arrivals = 0
        self.starts = 0
        self.waited = 0.0
        self.changed = start
        self.area = 0.0
        self.elapsed = []
        self.refused = 0

    def arrived(self, now):
        self.events += 1
        if now >= self.start:
            self.arrivals += 1

    def started(self, came, now):
        self.events += 1
        if now >= self.start:
            self.starts += 1
            self.waited += now - came

    def line(self, length, now):
        """A line of this length is about to change."""
        if now >= self.start:
            self.area += length * (now - self.changed)
            self.changed = now


def visit(env, office, rng, rate, sums):
    """One case at an office whose work is exponential."""
    came = env.now
    sums.line(len(office.queue), came)
    sums.arrived(came)
    with office.request() as turn:
        yield turn
        sums.started(came, env.now)
        yield env.timeout(rng.expovariate(rate))
        sums.events += 1
        sums.line(len(office.queue), env.now)


def mm3(size, seed):
    rng = random.Random(seed)
    end = size / 100
    sums = Sums(end / 10)
    env = simpy.Environment()
    office = simpy.Resource(env, capacity=3)
    rate = 1 / (0.648 * HOUR)

    def arrivals():
        while True:
            yield env.timeout(rng.expovariate(100))
            env.process(visit(env, office, rng, rate, sums))

    env.process(arrivals())
    env.run(until=end)
    return sums.events, {
        "mean_wait_hours": sums.waited / sums.starts / HOUR,
        "mean_in_queue": sums.area / (sums.changed - sums.start),
    }


def pipeline(size, seed):
    rng = random.Random(seed)
    end = size / 10
    sums = Sums(end / 10)
    env = simpy.Environment()
    offices = [simpy.Resource(env, capacity=officers) for officers in OFFICERS]
    spread = math.sqrt(math.log(2))
    centres = [math.log(mean) - math.log(2) / 2 for mean in WORK]

    def step(number):
        office = offices[number]
        sums.events += 1
        with office.request() as turn:
            yield turn
            sums.events += 1
            yield env.timeout(rng.lognormvariate(centres[number], spread))
            sums.events += 1

    def application():
        filed = env.now
        while True:
            yield from step(0)
            yield from step(1)
            if rng.random() >= 0.3:
                break
            yield env.timeout(rng.expovariate(1 / 10))
            sums.events += 1
        yield from step(2)
        yield from step(3)
        refused = rng.random() < 0.1
        if env.now >= sums.start:
            sums.refused += refused
            sums.elapsed.append(env.now - filed)

    def applications():
        while True:
            yield env.timeout(rng.expovariate(10))
            env.process(application())

    env.process(applications())
    env.run(until=end)
    elapsed = sorted(sums.elapsed)
    return sums.events, {
        "mean_elapsed_days": math.fsum(elapsed) / len(elapsed),
        "p90_elapsed_days": elapsed[int(0.9 * len(elapsed))],
        "refused_share": sums.refused / len(elapsed),
    }


def agents(size, seed):
    """One world: its sums."""
    rng = random.Random(seed)
    sums = Sums(REST / 2)
    env = simpy.Environment()
    officers = math.ceil(size / REST * HOUR / 0.8)
    office = simpy.Resource(env, capacity=officers)

    def agent():
        while True:
            yield env.timeout(rng.expovariate(1 / REST))
            env.process(visit(env, office, rng, 1 / HOUR, sums))

    for _ in range(size):
        env.process(agent())
    env.run(until=REST * 1.5)
    return sums


def peak():
    """The most memory the process has had so far, in bytes, where the system tells."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def main():
    work, size, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    each = None
    before = peak()
    start = time.perf_counter()
    if work == "agents":
        worlds = [agents(size, seed)]
        after = peak()
        if before is not None and after is not None:
            each = (after - before) / size
        for world in range(1, math.ceil(AGENTS_IN_ALL / size)):
            worlds.append(agents(size, seed + 1_000_000 * world))
        events = sum(sums.events for sums in worlds)
        waited = sum(sums.waited for sums in worlds)
        result = {
            "filings_a_year": sum(sums.arrivals for sums in worlds) / len(worlds),
            "mean_wait_hours": waited / sum(sums.starts for sums in worlds) / HOUR,
        }
    else:
        events, result = {"mm3": mm3, "pipeline": pipeline}[work](size, seed)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "engine": "simpy",
                "version": version("simpy"),
                "work": work,
                "size": size,
                "events": events,
                "seconds": seconds,
                "bytes_per_agent": each,
                "result": result,
            }
        )
    )


if __name__ == "__main__":
    main()
