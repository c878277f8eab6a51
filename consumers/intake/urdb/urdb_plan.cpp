#include "consumers/intake/urdb/urdb_plan.h"

#include <algorithm>
#include <array>
#include <openssl/sha.h>
#include <set>
#include <span>
#include <utility>

#include "eventstore/hex.h"

namespace tally::consumers {

namespace {

class UrdbPlanner {
  public:
    UrdbPlanner(const UrdbRequest& request) : request_(request), reading_(request.reading) {
        reading_.starts_elsewhere = reading_.starts_elsewhere || request.target.effective_from.is_set();
    }

    UrdbPlan plan(const UrdbValue& document) {
        if (document.is(UrdbValue::Kind::list)) {
            take_list("", document);
        } else if (const auto* items = document.member("items")) {
            look_beside_items(document);
            if (items->is(UrdbValue::Kind::list))
                take_list("items", *items);
            else
                plan_.findings.add("items", items->shown(), "it is not a list of tariffs", "give {\"items\":[{…}]}");
        } else {
            take("", document);
        }
        std::stable_sort(plan_.commands.begin(), plan_.commands.end(),
                         [](const auto& a, const auto& b) { return a.effective_from < b.effective_from; });
        return std::move(plan_);
    }

  private:
    void look_beside_items(const UrdbValue& document) {
        std::size_t lists = 0;
        for (const auto& [name, value] : document.members) {
            if (name == "items" && ++lists == 1) continue;
            if (value.says_nothing() || request_.reading.ignored.contains(name)) continue;
            UrdbValue shown;
            shown.kind = UrdbValue::Kind::text;
            shown.text = name;
            plan_.findings.add(shown.shown(), value.shown(), "it stands beside the list of tariffs, and is not known",
                               "ask the API again, or leave it out with --ignore " + shown.shown());
        }
    }

    void take_list(const std::string& name, const UrdbValue& list) {
        if (list.items.empty())
            return plan_.findings.add(name.empty() ? "[0]" : name + "[0]", "", "the list has no tariff",
                                      "ask the API for a tariff that it has");
        if (list.items.size() > 1 && !request_.target.tariff.empty())
            return plan_.findings.add(name.empty() ? "[1]" : name + "[1]",
                                      std::to_string(list.items.size()) + " tariffs",
                                      "--tariff names one tariff, and the file has several",
                                      "leave --tariff out: each is published under its label");
        for (std::size_t i = 0; i < list.items.size(); ++i) take(name + "[" + std::to_string(i) + "]", list.items[i]);
    }

    void take(const std::string& path, const UrdbValue& object) {
        if (!object.is(UrdbValue::Kind::object))
            return plan_.findings.add(path, object.shown(), "it is not a tariff", "give a tariff {…}");
        const auto tariff = read_urdb_tariff(object, path.empty() ? path : path + ".", reading_, plan_.findings);
        plan_.remarks.insert(plan_.remarks.end(), tariff.remarks.begin(), tariff.remarks.end());
        auto command = urdb_command(tariff, request_.target, plan_.findings);
        if (!seen_.insert({command.tariff.str(), command.effective_from.days}).second && plan_.findings.empty())
            plan_.findings.add(tariff.path + "label", command.tariff.str(),
                               "the file has this tariff twice, from " + domain::to_string(command.effective_from),
                               "keep the one that is right");
        if (plan_.findings.empty()) plan_.commands.push_back(std::move(command));
    }

    const UrdbRequest& request_;
    UrdbReading reading_;
    UrdbPlan plan_;
    std::set<std::pair<std::string, std::int32_t>> seen_;
};

}  // namespace

Intake<UrdbPlan> plan_urdb(const UrdbRequest& request) {
    const auto document = read_urdb_json(request.file);
    if (!document) return tl::unexpected(document.error());
    return plan_urdb(*document, request);
}

UrdbPlan plan_urdb(const UrdbValue& document, const UrdbRequest& request) {
    return UrdbPlanner{request}.plan(document);
}

eventstore::ParsedCommand sent_of(const domain::PublishTariff& command, const UrdbRequest& request,
                                  std::uint32_t attempt) {
    eventstore::ParsedCommand parsed;
    parsed.command = command;
    std::string said;
    eventstore::write_canonical_command(parsed.header, parsed.command, 0, said);
    if (attempt > 1) said += "attempt " + std::to_string(attempt);
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(said.data()), said.size(), digest.data());
    parsed.header.command_id = domain::CommandId{"urdb-" + eventstore::to_hex(std::span{digest}.first(16))};
    parsed.header.actor = request.actor;
    parsed.header.received_at = request.received_at;
    return parsed;
}

}  // namespace tally::consumers
