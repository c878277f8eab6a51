#include "tools/http/routes/query_routes.h"

#include <algorithm>
#include <functional>

#include "eventstore/program_log.h"
#include "tools/http/divisions/asked_division.h"
#include "tools/http/routes/question_body.h"
#include "tools/http/server/path_index.h"

namespace tally::tools {

namespace {

using projections::NoAnswerKind;
using projections::QuestionKind;

// What a path takes beside the parameters of its question.
struct Conditions {
    std::string division;
    std::uint64_t wait_for = 0;  // Events that the answer has seen at least.
};

// The question that is asked at the path; null row: none.
PathIndex<QuestionKind>::Found question_at(const std::vector<std::string>& segments) {
    static const auto index = [] {
        PathIndex<QuestionKind> questions;
        for (const auto& kind : projections::questions())
            for (const auto path : {kind.path, kind.id_path})
                if (!path.empty()) questions.add(path, kind);
        return questions;
    }();
    return index.find(segments);
}

std::string taken_parameters(const QuestionKind& kind) {
    std::string all{kind.id_parameter};
    for (const auto name : projections::parameters_of(kind)) all += (all.empty() ? "" : ", ") + std::string{name};
    return all + (all.empty() ? "" : ", ") + "division and wait_for";
}

// Null: it is none of what is typed of a person.
const projections::TypedParameter* typed_parameter(std::string_view name) {
    for (const auto& typed : projections::typed_parameters())
        if (typed.name == name) return &typed;
    return nullptr;
}

// Takes the parameters that the question has; the answer for one that it does not have.
std::optional<HttpAnswer> read_parameters(const QuestionKind& kind, const RequestParameters& parameters,
                                          projections::Question& question, Conditions& conditions) {
    const auto taken = projections::parameters_of(kind);
    for (const auto& [name, value] : parameters) {
        if (name == "division") {
            conditions.division = value;
        } else if (name == "wait_for") {
            if (!read_number(value, conditions.wait_for))
                return bad_parameter(name, "'" + value + "' is not a position: give the Tally-Position of an answer");
        } else if (!kind.id_parameter.empty() && name == kind.id_parameter) {
            question.id = value;
        } else if (std::find(taken.begin(), taken.end(), name) == taken.end()) {
            return bad_parameter(name,
                                 "this path has no such parameter: leave it out; it takes " + taken_parameters(kind));
        } else if (name == "as_of") {
            question.as_of = value;
        } else if (name == "effective") {
            question.effective = value;
        } else if (name == "channel") {
            question.channel = value;
        } else if (name == "state") {
            question.state = value;
        } else if (name == "from") {
            question.from = value;
        } else if (name == "to") {
            question.to = value;
        } else if (name == "cursor") {
            question.cursor = value;
        } else if (name == "limit") {
            std::uint64_t lines = 0;
            const auto most = projections::lines_max(kind);
            if (!read_number(value, lines) || lines == 0 || lines > most)
                return bad_parameter(name,
                                     "'" + value + "' is not a number of lines: give 1 to " + std::to_string(most));
            question.limit = lines;
        } else if (const auto* typed = typed_parameter(name)) {
            question.typed.*typed->text = value;
        } else {
            if (value != "true" && value != "false")
                return bad_parameter(name, "'" + value + "' is neither true nor false: give one of them");
            question.intervals = value == "true";
        }
    }
    return std::nullopt;
}

HttpAnswer wrong_method_of(const HttpRequest& request, const std::string& words, std::string allowed) {
    auto answer = http_problem(405, "the method is " + request.method + ": this path is asked with " + words);
    answer.headers.emplace_back("Allow", std::move(allowed));
    return answer;
}

HttpAnswer answer_of(const projections::NoAnswer& none) {
    const auto detail = (none.about.empty() ? "" : none.about + ": ") + none.message;
    switch (none.kind) {
        case NoAnswerKind::question_wrong:
        case NoAnswerKind::not_known_yet:
            return http_problem(400, detail, projections::code_of(none.kind), none.about);
        case NoAnswerKind::not_found:
            return http_problem(404, none.message, projections::code_of(none.kind), none.about);
        case NoAnswerKind::store_failed:
            break;
    }
    spdlog::error("a question was not answered: {}", none.message);
    return http_problem(500, none.message);
}

// Of the address, or of the body where it is asked by POST.
tl::expected<RequestParameters, HttpAnswer> parameters_asked(const HttpRequest& request, const RequestTarget& target,
                                                             const QuestionKind& kind) {
    const bool takes_body = QueryRoutes::names_a_person(kind);
    if (takes_body && request.method == "POST") return parameters_in_body(request, target);
    auto wrong = wrong_method(request);
    if (!wrong) return target.parameters;
    if (takes_body) *wrong = wrong_method_of(request, "GET, HEAD or POST", "GET, HEAD, POST");
    return tl::unexpected(std::move(*wrong));
}

// "text/plain" before "application/json" asks for what `tally show` prints without --json.
projections::AnswerForm form_asked(std::string_view accept) {
    const auto text = accept.find("text/plain");
    const auto json = accept.find(json_type);
    return text != std::string_view::npos && text < json ? projections::AnswerForm::text
                                                         : projections::AnswerForm::json;
}

// Of the answer itself: what is due ages from day to day, though no event comes.
std::string entity_tag(std::int32_t division, const projections::AnswerText& answer) {
    return '"' + std::to_string(division) + '-' + std::to_string(answer.position) + '-' +
           std::to_string(std::hash<std::string>{}(answer.text)) + '"';
}

}  // namespace

std::optional<HttpAnswer> wrong_method(const HttpRequest& request) {
    if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
    return wrong_method_of(request, "GET or HEAD", "GET, HEAD");
}

std::optional<HttpAnswer> QueryRoutes::answer(const HttpRequest& request, const RequestTarget& target) const {
    const auto found = question_at(target.segments);
    if (found.row == nullptr) return std::nullopt;
    auto answer = answer_question(request, target, *found.row, std::string{found.id});
    answer.path = found.path;
    return answer;
}

HttpAnswer QueryRoutes::answer_question(const HttpRequest& request, const RequestTarget& target,
                                        const QuestionKind& kind, const std::string& id) const {
    auto parameters = parameters_asked(request, target, kind);
    if (!parameters) return std::move(parameters.error());
    projections::Question question;
    question.kind = kind.kind;
    question.id = id;
    Conditions conditions;
    if (auto wrong = read_parameters(kind, *parameters, question, conditions)) return std::move(*wrong);
    if (!kind.id_parameter.empty() && question.id.empty())
        return bad_parameter(kind.id_parameter, kind.form == projections::IdForm::words
                                                    ? "give the words to search for"
                                                    : "give the one that is asked about");
    if (const auto wrong = projections::wrong_with(question)) return answer_of(*wrong);
    const auto number = division_number(conditions.division, directory_);
    if (!number) return number.error();
    const auto form = form_asked(request.accept);
    auto opened = directory_.reader_of(*number);
    if (!opened) return not_owned(directory_, *number, request);
    const auto epoch = opened->owner_epoch;
    if (!has_reached(*opened, conditions.wait_for)) return not_reached(conditions.wait_for);
    const auto answered = projections::ask(*opened->division, question, form);
    opened.reset();
    // A node that lost the division meanwhile does not answer for it any more.
    const auto still = directory_.reader_of(*number);
    if (!still || still->owner_epoch != epoch) return not_owned(directory_, *number, request);
    if (!answered) return answer_of(answered.error());
    HttpAnswer answer;
    if (form == projections::AnswerForm::text) answer.content_type = text_type;
    if (answered->finding) answer.headers.emplace_back(finding_header, "true");
    for (const auto& account : answered->accounts) answer.about.push_back(account.str());
    // What is answered to POST is of no cache.
    const auto tag = request.method == "POST" ? std::string{} : entity_tag(*number, *answered);
    if (!tag.empty() && names_entity_tag(request.if_none_match, tag))
        answer.status = 304;
    else
        answer.body = answered->text;
    if (!tag.empty()) answer.headers.emplace_back("ETag", tag);
    answer.headers.emplace_back("Vary", "Accept");
    answer.headers.emplace_back("Tally-Division", std::to_string(*number));
    answer.headers.emplace_back("Tally-Position", std::to_string(answered->position));
    if (epoch > 0) answer.headers.emplace_back("Tally-Owner-Epoch", std::to_string(epoch));
    return answer;
}

std::string_view QueryRoutes::kind_at(const RequestTarget& target) {
    const auto found = question_at(target.segments);
    return found.row == nullptr ? std::string_view{} : found.row->kind;
}

bool QueryRoutes::names_a_person(const QuestionKind& kind) {
    return kind.form == projections::IdForm::words || kind.person;
}

bool QueryRoutes::reads_whole_log(const RequestTarget& target) {
    const auto found = question_at(target.segments);
    return found.row != nullptr && found.row->division_wide &&
           (target.parameters.contains("as_of") || target.parameters.contains("effective"));
}

std::string QueryRoutes::paths() {
    std::string all;
    for (const auto& kind : projections::questions())
        for (const auto path : {kind.path, kind.id_path})
            if (!path.empty()) all += (all.empty() ? "" : ", ") + std::string{path};
    return all;
}

}  // namespace tally::tools
