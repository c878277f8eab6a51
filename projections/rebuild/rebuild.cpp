#include "projections/rebuild/rebuild.h"

#include <map>

#include "eventstore/codec/bytes.h"
#include "eventstore/division/states_folder.h"
#include "projections/balances/balances.h"

namespace tally::projections {

namespace {

using namespace domain;
using eventstore::fail;
using eventstore::StoreErrorKind;
using eventstore::View;

constexpr std::size_t differences_max = 1'000;

// A view with its rows, whichever folder it is.
struct Rebuildable {
    std::shared_ptr<eventstore::Folder> folder;
    std::function<Result<void>(const Point&, View, const OneView::UseRow&)> each_row;
};
Rebuildable find_view(std::string_view name, const eventstore::FolderNeeds& needs) {
    if (name == eventstore::states_view_name)
        return {std::make_shared<eventstore::StatesFolder>(needs.events),
                [](const Point& point, View view, const OneView::UseRow& use) -> Result<void> {
                    auto scan = point.scan(view);
                    while (scan.next()) use(scan.key(), scan.value());
                    return scan.status();
                }};
    auto view = make_view(name, needs);
    if (!view) return {};
    return {view,
            [view](const Point& point, View at, const OneView::UseRow& use) { return view->each_row(point, at, use); }};
}

// Bytes as people can tell them apart: printable ones as they are.
std::string shown(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    constexpr std::size_t bytes_max = 200;
    std::string text;
    for (const char c : bytes.substr(0, bytes_max)) {
        if (c >= ' ' && c < 0x7f) {
            text += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            text += '<';
            text += digits[byte >> 4];
            text += digits[byte & 15];
            text += '>';
        }
    }
    if (bytes.size() > bytes_max) text += "…";
    return text;
}
std::string shown_value(std::string_view view, std::string_view value) {
    if (view != Balances::view_name || value.size() != 32) return value.empty() ? "(there)" : shown(value);
    std::int64_t sums[4];
    std::memcpy(sums, value.data(), sizeof sums);
    return "payoff " + std::to_string(sums[0]) + ", current " + std::to_string(sums[1]) + ", receivable " +
           std::to_string(sums[2]) + ", unapplied " + std::to_string(sums[3]) + " (minor units)";
}

// Only where digests differ: keeps a hash a row of the live view in memory, and reads both once more.
Result<void> list_differences(const Rebuildable& rebuildable, std::string_view name, View view, const Point& live,
                              const Point& built, RebuildAnswer& answer) {
    std::map<std::string, std::size_t> hashes;
    const std::hash<std::string_view> hash;
    auto done = rebuildable.each_row(
        live, view, [&](std::string_view key, std::string_view value) { hashes.emplace(key, hash(value)); });
    if (!done) return done;
    std::map<std::string, RowDifference> differing;
    const auto differs = [&](std::string_view key) -> RowDifference* {
        ++answer.difference_count;
        if (differing.size() >= differences_max) return nullptr;
        auto& difference = differing[std::string{key}];
        difference.key = Plain{shown(key)};
        return &difference;
    };
    done = rebuildable.each_row(built, view, [&](std::string_view key, std::string_view value) {
        const auto known = hashes.find(std::string{key});
        const bool same = known != hashes.end() && known->second == hash(value);
        if (known != hashes.end()) hashes.erase(known);
        if (same) return;
        if (auto* difference = differs(key)) difference->built = Plain{shown_value(name, value)};
    });
    if (!done) return done;
    for (const auto& [key, left] : hashes) differs(key);
    done = rebuildable.each_row(live, view, [&](std::string_view key, std::string_view value) {
        const auto difference = differing.find(std::string{key});
        if (difference != differing.end()) difference->second.live = Plain{shown_value(name, value)};
    });
    if (!done) return done;
    for (auto& [key, difference] : differing) answer.differences.push_back(std::move(difference));
    return {};
}

}  // namespace

std::vector<std::string_view> rebuildable_views() {
    std::vector<std::string_view> names{eventstore::states_view_name};
    for (const auto name : view_names()) names.push_back(name);
    return names;
}

Result<RebuildAnswer> rebuild_view(eventstore::EventStore& store, std::string_view name, const OpenPersonal& open,
                                   SwitchWhen when, const std::function<void(std::uint64_t)>& progress) {
    const Rebuildable rebuildable = find_view(name, {std::make_shared<eventstore::EventsOf>(), open});
    const auto view = store.find_view(name);
    if (!rebuildable.folder || !view) {
        std::string names;
        for (const auto known : rebuildable_views()) names += (names.empty() ? "" : ", ") + std::string{known};
        return fail(StoreErrorKind::not_a_store, "there is no view " + std::string{name} + "; there are " + names);
    }
    RebuildAnswer answer;
    answer.view = Plain{name};
    bool compared = false;
    const auto compare = [&](const Point& live, const Point& built) -> Result<void> {
        answer.position = built.position();
        RowDigest live_digest, built_digest;
        auto done = rebuildable.each_row(
            live, *view, [&](std::string_view key, std::string_view value) { live_digest.add(key, value); });
        if (!done) {
            // What cannot be read is replaced, and says why.
            answer.unreadable = Plain{done.error().message};
            live_digest = {};
        }
        done = rebuildable.each_row(built, *view, [&](std::string_view key, std::string_view value) {
            built_digest.add(key, value);
            ++answer.rows;
        });
        if (!done) return done;
        answer.digest = built_digest.result();
        const bool readable = answer.unreadable.empty();
        const bool equal = readable && answer.digest == live_digest.result();
        if (readable && !equal)
            if (done = list_differences(rebuildable, name, *view, live, built, answer); !done) return done;
        compared = true;
        if (when == SwitchWhen::always || (when == SwitchWhen::equal && (equal || !readable))) return {};
        return fail(StoreErrorKind::version_conflict, "the live view is kept");
    };
    auto done = store.rebuild(rebuildable.folder, compare, progress);
    if (!done && !compared) return tl::unexpected(std::move(done.error()));
    answer.switched = done.has_value();
    return answer;
}

}  // namespace tally::projections
