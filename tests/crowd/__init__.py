"""Many who write in one part at the same time, over HTTP: for the benchmarks and the fault tests."""
