#pragma once
// Processes that the server runs for a day (consumers/processes/process.h): GET lists them, POST runs one and answers
// with JSON Lines: how far it is, `{"due":…,"answered":…}`, at least twice a second, then the outcome with the report
// of the process, or `{"error":…}` where the division failed. A client that leaves ends the run after what is under
// way; run again it goes on.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "consumers/commands/async_port.h"
#include "consumers/processes/process.h"
#include "tools/http/divisions/division_directory.h"
#include "tools/http/routes/command_sender.h"
#include "tools/http/server/http_exchange.h"
#include "tools/http/server/http_handler.h"
#include "tools/http/server/request_target.h"

namespace tally::tools {

struct ProcessAnswer {
    domain::Code process;
    domain::Plain about;
    domain::Plain command;
    domain::Plain days;
    template <class T = ProcessAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"process", &T::process, "Its name."}, Field{"about", &T::about, "What it does."},
                         Field{"command", &T::command, "Type of the commands that it gives."},
                         Field{"days", &T::days, "What the parameter days means; empty: it takes none."}};
    }
};
struct ProcessesAnswer {
    std::vector<ProcessAnswer> processes;
    template <class T = ProcessesAnswer>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"processes", &T::processes, "All that there are."}};
    }
};

// The last line of a run; the report of the process stands beside it.
struct RunEnded {
    consumers::ProcessOutcome outcome;
    template <class T = RunEnded>
    static constexpr auto fields() {
        using domain::Field;
        using domain::FieldList;
        return FieldList{Field{"outcome", &T::outcome, "What the run did."}};
    }
};

class RunRoutes {
  public:
    static constexpr std::string_view list_path = "/v1/runs";
    static constexpr std::string_view path = "/v1/runs/{process}";
    // Of a target's path, whether a process is run there.
    [[nodiscard]] static bool runs_at(std::string_view path);

    // Null: no commands are taken. Directory and port must outlive this.
    RunRoutes(const DivisionDirectory& directory, consumers::AsyncPort* port) : directory_(directory), port_(port) {}

    [[nodiscard]] HttpAnswer list(const HttpRequest&, const RequestTarget&) const;

    // Nothing: run() may begin.
    [[nodiscard]] std::optional<HttpAnswer> wrong_with(const HttpRequest&, const CommandSender&) const;
    // False: it broke off.
    [[nodiscard]] bool run(const HttpRequest&, const CommandSender&, const std::shared_ptr<HttpExchange>&) const;

  private:
    struct Asked {
        const consumers::Process* process = nullptr;
        consumers::ProcessRequest request;
    };
    [[nodiscard]] tl::expected<Asked, HttpAnswer> read(const HttpRequest&, const CommandSender&) const;
    const DivisionDirectory& directory_;
    consumers::AsyncPort* const port_;
};

}  // namespace tally::tools
