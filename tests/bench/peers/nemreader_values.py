"""How fast nemreader reads a NEM12 file, without doing anything with it.

  nemreader_values.py FILE

Prints values, their sum, and cpu and wall seconds of the best of three turns."""
import sys
import time

from nemreader import NEMFile

best = None
for _ in range(3):
    cpu, wall = time.process_time(), time.perf_counter()
    readings = NEMFile(sys.argv[1], strict=True).nem_data().readings
    took = time.process_time() - cpu, time.perf_counter() - wall
    best = took if best is None else min(best, took)
channels = [reads for suffixes in readings.values() for reads in suffixes.values()]
print(f"values {sum(len(reads) for reads in channels)}\n"
      f"sum {sum(read.read_value for reads in channels for read in reads):.6f}\n"
      f"cpu {best[0]:.6f}\nwall {best[1]:.6f}")
