"""Years of 8,760 hours that PySAM's engine charges in a second, for one tariff and load, its model made once.

  pysam_years.py TARIFF.json LOAD SECONDS

Prints years, cpu and wall seconds of the best of three turns, and the year's charge in dollars."""
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "outside"))
from pysam_engine import BY_SHARE, engine, months  # noqa: E402  It stands in another folder.

tariff = json.loads(Path(sys.argv[1]).read_text(encoding="ascii"))
load = [float(line) for line in Path(sys.argv[2]).read_text(encoding="ascii").split()]
seconds = float(sys.argv[3]) / 3
model = engine(tariff, load, BY_SHARE)
model.execute(0)
best = None
for _ in range(3):
    years = 0
    cpu, wall = time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < seconds:
        model.execute(0)
        years += 1
    took = (time.process_time() - cpu) / years, (time.perf_counter() - wall) / years
    best = took if best is None else min(best, took)
print(f"cpu {best[0]:.9f}\nwall {best[1]:.9f}\ncharge {sum(months(model)['total']):.6f}")
