// tally compare: whether two stores hold one history, entry by entry, and say the same of it, view by view.

#include <CLI/CLI.hpp>
#include <algorithm>

#include "eventstore/division/state_rows.h"
#include "eventstore/hex.h"
#include "projections/folders.h"
#include "tools/tally/session.h"

namespace tally::tools {

namespace {

using eventstore::Result;

struct CompareArguments {
    std::string a;
    std::string b;
    std::string keys_a;
    std::string keys_b;
};

using Row = std::pair<std::string, eventstore::Hash>;

std::vector<std::string_view> compared_views() {
    std::vector<std::string_view> names{eventstore::states_view_name};
    for (const auto name : projections::view_names()) names.push_back(name);
    return names;
}

class Comparing {
  public:
    Comparing(const eventstore::Division& a, const eventstore::Division& b)
        : a_(a), b_(b), point_a_(a.store().pin()), point_b_(b.store().pin()) {}

    // What is said of it: one line a thing that is equal, and of what is not the first difference alone.
    Result<bool> run(std::string& out) {
        const std::vector<Result<bool> (Comparing::*)(std::string&)> steps{&Comparing::entries, &Comparing::roots,
                                                                           &Comparing::views};
        for (const auto step : steps) {
            auto same = (this->*step)(out);
            if (!same || !*same) return same;
        }
        return true;
    }

  private:
    Result<bool> entries(std::string& out) {
        const auto end_a = point_a_->position();
        const auto end_b = point_b_->position();
        auto a = a_.store().log().reader(0, std::min(end_a, end_b));
        auto b = b_.store().log().reader(0, std::min(end_a, end_b));
        std::uint64_t position = 0;
        for (; a.next() && b.next(); ++position) {
            if (a.entry() == b.entry()) continue;
            out += "Event " + std::to_string(position) + " is not the same.\n";
            return false;
        }
        if (auto status = a.status(); !status) return tl::unexpected(std::move(status.error()));
        if (auto status = b.status(); !status) return tl::unexpected(std::move(status.error()));
        if (end_a != end_b) {
            out += "The first " + counted(position, "event") + " are the same; then one has " +
                   counted(std::max(end_a, end_b) - position, "event") + " more.\n";
            return false;
        }
        out += counted(position, "event") + " are the same, byte by byte.\n";
        return true;
    }

    Result<bool> roots(std::string& out) {
        auto a = a_.store().root_at(point_a_->position());
        if (!a) return tl::unexpected(std::move(a.error()));
        auto b = b_.store().root_at(point_b_->position());
        if (!b) return tl::unexpected(std::move(b.error()));
        out += (*a == *b ? "Root " + eventstore::to_hex(*a) + " is the same.\n"
                         : "Roots differ: " + eventstore::to_hex(*a) + ", " + eventstore::to_hex(*b) + ".\n");
        return *a == *b;
    }

    Result<bool> views(std::string& out) {
        for (const auto name : compared_views()) {
            std::uint64_t count = 0;
            auto a = digest(a_, *point_a_, name, count);
            if (!a) return tl::unexpected(std::move(a.error()));
            auto b = digest(b_, *point_b_, name, count);
            if (!b) return tl::unexpected(std::move(b.error()));
            if (*a == *b) {
                out += "View " + std::string{name} + " is the same: " + eventstore::to_hex(*a) + "\n";
                continue;
            }
            auto where = first_difference(name);
            if (!where) return tl::unexpected(std::move(where.error()));
            out += "View " + std::string{name} + " differs" + *where + ".\n";
            return false;
        }
        return true;
    }

    using UseRow = std::function<void(std::string_view key, std::string_view value)>;
    static Result<void> each_row(const eventstore::Division& division, const eventstore::Point& point,
                                 std::string_view name, const UseRow& use) {
        const auto view = division.store().find_view(name);
        if (!view) return eventstore::fail(eventstore::StoreErrorKind::damaged, "no view " + std::string{name});
        if (name == eventstore::states_view_name) {
            auto scan = point.scan(*view);
            while (scan.next()) use(scan.key(), scan.value());
            return scan.status();
        }
        const eventstore::FolderNeeds needs{
            std::make_shared<eventstore::EventsOf>(),
            [&division](const domain::Personal& text) { return division.open_text(text); }};
        return projections::make_view(name, needs)->each_row(point, *view, use);
    }

    static Result<eventstore::Hash> digest(const eventstore::Division& division, const eventstore::Point& point,
                                           std::string_view name, std::uint64_t& rows) {
        projections::RowDigest digest;
        auto read = each_row(division, point, name, [&](std::string_view key, std::string_view value) {
            digest.add(key, value);
            ++rows;
        });
        if (!read) return tl::unexpected(std::move(read.error()));
        return digest.result();
    }

    Result<std::string> first_difference(std::string_view name) const {
        std::vector<Row> rows_a;
        std::vector<Row> rows_b;
        const auto collect = [](std::vector<Row>& rows) {
            return [&rows](std::string_view key, std::string_view value) {
                rows.emplace_back(std::string{key}, eventstore::sha256(value));
            };
        };
        if (auto read = each_row(a_, *point_a_, name, collect(rows_a)); !read) return tl::unexpected(read.error());
        if (auto read = each_row(b_, *point_b_, name, collect(rows_b)); !read) return tl::unexpected(read.error());
        const auto [a, b] = std::mismatch(rows_a.begin(), rows_a.end(), rows_b.begin(), rows_b.end());
        std::string key;
        if (a != rows_a.end() && (b == rows_b.end() || a->first <= b->first))
            key = a->first;
        else if (b != rows_b.end())
            key = b->first;
        std::replace_if(
            key.begin(), key.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
        return " at row " + key;
    }

    const eventstore::Division& a_;
    const eventstore::Division& b_;
    std::shared_ptr<const eventstore::Point> point_a_;
    std::shared_ptr<const eventstore::Point> point_b_;
};

std::unique_ptr<eventstore::Division> open(Session& session, const std::string& store, const std::string& keys) {
    session.store = store;
    session.keys = keys;
    return session.open();
}

void compare(Session& session, const CompareArguments& arguments) {
    const auto a = open(session, arguments.a, arguments.keys_a);
    if (!a) return;
    const auto b = open(session, arguments.b, arguments.keys_b);
    if (b) {
        std::string out;
        const auto same = Comparing(*a, *b).run(out);
        print(out);
        if (!same) {
            session.fail(same.error());
        } else if (*same) {
            print("One history, and the same answers.\n");
        } else {
            session.exit_code = std::max(session.exit_code, exit_refused);
        }
        session.close(*b);
    }
    session.close(*a);
}

}  // namespace

void add_compare(CLI::App& app, Session& session) {
    auto* command =
        app.add_subcommand("compare", "Prove that two stores hold the same history and give the same answers");
    auto arguments = std::make_shared<CompareArguments>();
    command->add_option("a", arguments->a, "A store, or a node's copy of a division")->required();
    command->add_option("b", arguments->b, "The store or copy to compare it with")->required();
    command->add_option("--keys-a", arguments->keys_a, "Directory of the keys of the first (default: A/keys)");
    command->add_option("--keys-b", arguments->keys_b, "Directory of the keys of the second (default: B/keys)");
    add_log_level_option(*command, session.log_level);
    command->callback([&session, arguments] { compare(session, *arguments); });
}

}  // namespace tally::tools
