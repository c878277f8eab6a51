#include "tools/tally/served_division.h"

#include <deque>

#include "consumers/commands/receipt_of_reply.h"
#include "projections/settings/settings_answers.h"
#include "tools/http/routes/command_routes.h"

namespace tally::tools {

using consumers::DivisionError;
using consumers::DivisionResult;

std::unique_ptr<ServedDivision> ServedDivision::open(Session& session, const ServerOption& server) {
    auto client = client_of(session, server);
    if (!client) return nullptr;
    std::unique_ptr<ServedDivision> division{new ServedDivision(session, std::move(*client))};
    const auto settings = division->ask<projections::SettingsAnswer>("/v1/settings");
    if (!settings) {
        division->print_failure(settings.error());
        return nullptr;
    }
    const auto currency = *settings && (*settings)->division.given
                              ? domain::Currency::parse((*settings)->division.value.currency.str())
                              : std::nullopt;
    if (!currency) {
        session.fail(exit_failed, division->client_.url() + " does not say which currency its division has");
        return nullptr;
    }
    division->identity_ = (*settings)->division.value;
    division->json_.currency = *currency;
    return division;
}

DivisionResult<std::optional<std::string>> ServedDivision::get(const std::string& target) {
    auto said = client_.get(target, json_type);
    if (!said) return failed(said.error());
    if (said->status == 404) return std::nullopt;
    if (said->status != 200) return failed(*said);
    return std::move(said->body);
}

tl::unexpected<DivisionError> ServedDivision::failed(const HttpClient::Said& said) {
    said_ = said;
    return failed("the server answered with status " + std::to_string(said.status));
}
tl::unexpected<DivisionError> ServedDivision::failed(const std::string& why) const {
    return tl::unexpected(DivisionError{std::nullopt, eventstore::StoreErrorKind::io, why});
}
tl::unexpected<DivisionError> ServedDivision::unreadable(const std::string& why) const {
    return failed(client_.url() + " answered what cannot be read, " + why + ": is it another release?");
}

void ServedDivision::print_failure(const DivisionError& error) {
    if (said_)
        fail(session_, *said_);
    else
        session_.fail(exit_failed, error.message);
}

DivisionResult<void> ServedPort::run(const Next& next, const Answered& answered) {
    std::deque<eventstore::ParsedCommand> under_way;
    std::optional<DivisionError> failure;
    bool more = true;
    const auto send = [&]() -> std::optional<std::string> {
        auto command = more ? next() : std::nullopt;
        if (!command) return std::nullopt;
        // Who gives it is who signed in.
        command->header.actor = {};
        std::string line;
        eventstore::write_command_json(command->header, command->command, division_.json(), line);
        under_way.push_back(std::move(*command));
        return line;
    };
    const auto answer = [&](const std::string& reply) {
        if (under_way.empty()) return false;
        const auto command = std::move(under_way.front());
        under_way.pop_front();
        auto receipt = consumers::receipt_of_reply(reply, command);
        receipt.line = {};  // Of the batch, which only this port knows.
        if (receipt.has_events()) division_.saw(receipt.first_position.value + receipt.count.value);
        if (receipt.status == eventstore::ReceiptStatus::unchanged) division_.saw(receipt.position.value + 1);
        const bool broke = receipt.status == eventstore::ReceiptStatus::failed;
        if (broke && !failure)
            failure = division_.failed(command.header.command_id.str() + ": " + receipt.error.value.str()).value();
        more = answered(command, receipt) && more && !broke;
        return true;
    };
    const auto said = division_.client().post_lines(CommandRoutes::batch_path, send, answer);
    if (failure) return tl::unexpected(std::move(*failure));
    if (!said)
        return division_.failed(said.error() + ". What became of " + counted(under_way.size(), "command") +
                                " is not known: do the same again, what was accepted is not done twice");
    if (said->status != 200) return division_.failed(*said);
    return {};
}

}  // namespace tally::tools
