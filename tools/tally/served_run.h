#pragma once
// A process that a server runs: /v1/runs/{process}.

#include "consumers/processes/process.h"
#include "tools/tally/served_division.h"

namespace tally::tools {

// progress: false leaves the server, which then sends no more commands; the outcome is interrupted and has no text.
[[nodiscard]] consumers::DivisionResult<consumers::ProcessRan> run_served(ServedDivision&, const consumers::Process&,
                                                                          const consumers::ProcessRequest&,
                                                                          const consumers::OnRunProgress& progress);

}  // namespace tally::tools
