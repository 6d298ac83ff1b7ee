// One workload measured: memory, rightness and time of each sweep.
#pragma once

#include "harness.h"
#include "rows.h"

namespace bench {

// CPU time, minimum over interleaved repetitions. A gradient that differs from the hand-written one, from the published
// checksum or from a difference along a direction is not right.
std::vector<Row> measure(Workload w);

// The same in a process of its own, in an empty folder (tapes may be files): what one workload leaves in memory is not
// counted for the next. Nothing where that process ends early.
std::vector<Row> measureApart(const Workload& w);

}  // namespace bench
