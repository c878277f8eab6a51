#include "tools/tally/served_run.h"

#include <simdjson.h>

#include "tools/http/routes/run_routes.h"

namespace tally::tools {

namespace {

using consumers::DivisionResult;

// What the lines of a run say.
class RunLines {
  public:
    explicit RunLines(const consumers::OnRunProgress& progress) : progress_(progress) {}

    // False: nothing more is wanted.
    bool take(const std::string& line) {
        simdjson::dom::element all;
        if (parser_.parse(line).get(all) != simdjson::SUCCESS) {
            wrong_ = "a line is no JSON";
            return false;
        }
        std::string_view error;
        if (all["error"].get(error) == simdjson::SUCCESS) {
            error_ = error;
            return true;
        }
        simdjson::dom::element report;
        if (all["report"].get(report) == simdjson::SUCCESS) return take_outcome(line, report);
        consumers::RunProgress now;
        if (all["due"].get(now.due) != simdjson::SUCCESS || all["answered"].get(now.answered) != simdjson::SUCCESS) {
            wrong_ = "a line is neither progress nor an outcome";
            return false;
        }
        left_ = !progress_(now);
        return !left_;
    }
    [[nodiscard]] bool left() const { return left_; }
    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    // Nothing: it was not told.
    [[nodiscard]] std::optional<consumers::ProcessRan>& ran() { return ran_; }

  private:
    bool take_outcome(const std::string& line, simdjson::dom::element report) {
        RunEnded ended;
        eventstore::JsonReader reader({}, eventstore::PersonalText::clear_or_sealed,
                                      eventstore::UnknownFields::passed_over);
        if (const auto read = reader.read(line, eventstore::ref(ended)); !read) {
            wrong_ = read.error().message();
            return false;
        }
        ran_.emplace();
        ran_->outcome = std::move(ended.outcome);
        ran_->json = simdjson::minify(report);
        return true;
    }

    const consumers::OnRunProgress& progress_;
    simdjson::dom::parser parser_;
    bool left_ = false;
    std::string error_;
    std::string wrong_;
    std::optional<consumers::ProcessRan> ran_;
};

std::string target_of(const consumers::Process& process, const consumers::ProcessRequest& request) {
    std::string target =
        std::string{RunRoutes::list_path} + "/" + std::string{process.name} + "?date=" + to_string(request.run.on);
    if (!process.days.empty()) target += "&days=" + std::to_string(request.days);
    if (request.preview) target += "&preview=true";
    if (request.run.received_at != domain::Instant{})
        target += "&received_at=" + percent_encoded(to_string(request.run.received_at));
    return target;
}

}  // namespace

DivisionResult<consumers::ProcessRan> run_served(ServedDivision& division, const consumers::Process& process,
                                                 const consumers::ProcessRequest& request,
                                                 const consumers::OnRunProgress& progress) {
    RunLines lines{progress};
    const auto said = division.client().post_lines(
        target_of(process, request), [] { return std::nullopt; },
        [&](const std::string& line) { return lines.take(line); });
    if (lines.left()) {
        consumers::ProcessRan ran;
        ran.outcome.interrupted = true;
        return ran;
    }
    if (!lines.error().empty()) return division.failed(lines.error());
    if (!lines.wrong().empty()) return division.unreadable(lines.wrong());
    if (!said) return division.failed(said.error() + ". Run it again: what was done is not done twice");
    if (said->status != 200) return division.failed(*said);
    if (!lines.ran()) return division.failed("the server ended the run without a report: run it again");
    return std::move(*lines.ran());
}

}  // namespace tally::tools
