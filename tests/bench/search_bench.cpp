// Searching as one types among many customers: each beginning of a name, names with a typing error, two words of which
// one is mistyped. Names come from a vocabulary as large as that of a country: few are frequent, most are rare.
//
//     search_bench [CUSTOMERS] [DIRECTORY]

#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <random>
#include <set>

#include "domain/world.h"
#include "eventstore/codec/codec.h"
#include "eventstore/division/entry_header.h"
#include "eventstore/division/states_folder.h"
#include "eventstore/event_store.h"
#include "projections/folders.h"
#include "projections/rebuild/rebuild.h"
#include "projections/render/render.h"
#include "projections/search/search.h"
#include "projections/search/search_queries.h"
#include "tests/bench/figures.h"

namespace {

using namespace tally;
using namespace tally::bench;
using namespace tally::domain;

constexpr std::size_t first_names = 8'000;
constexpr std::size_t last_names = 70'000;
constexpr std::size_t streets = 25'000;
constexpr std::size_t customers_a_commit = 200;
constexpr int names_asked = 400;

// Different words of some syllables, the same in each run.
std::vector<std::string> vocabulary(std::size_t count, std::uint64_t seed) {
    constexpr std::array<std::string_view, 24> begins{"b", "br",  "c",  "ch", "d",  "f", "g", "gr",
                                                      "h", "j",   "k",  "l",  "m",  "n", "p", "r",
                                                      "s", "sch", "st", "t",  "th", "v", "w", "z"};
    constexpr std::array<std::string_view, 10> middles{"a", "e", "i", "o", "u", "ai", "ea", "ie", "oo", "y"};
    constexpr std::array<std::string_view, 12> ends{"", "", "", "n", "r", "s", "l", "m", "ck", "nd", "rt", "tt"};
    std::mt19937_64 random(seed);
    std::set<std::string> known;
    std::vector<std::string> words;
    while (words.size() < count) {
        std::string word;
        const std::size_t syllables = 2 + random() % 3 / (1 + random() % 2);
        for (std::size_t i = 0; i < syllables; ++i) {
            word += begins[random() % begins.size()];
            word += middles[random() % middles.size()];
            word += ends[random() % ends.size()];
        }
        if (word.size() >= 4 && known.insert(word).second) words.push_back(std::move(word));
    }
    return words;
}

struct Names {
    std::vector<std::string> first = vocabulary(first_names, 1);
    std::vector<std::string> last = vocabulary(last_names, 2);
    std::vector<std::string> street = vocabulary(streets, 3);
};
// The word of rank r is had by about 1/r as many as the first.
const std::string& drawn(const std::vector<std::string>& words, std::mt19937_64& random) {
    const double share = static_cast<double>(random() >> 11) / 9007199254740992.0;
    const auto rank = static_cast<std::size_t>(std::pow(static_cast<double>(words.size()), share)) - 1;
    return words[std::min(rank, words.size() - 1)];
}

struct OneEvent {
    StreamId stream;
    std::uint64_t version;
    Event event;
};
void add_customer(std::uint64_t number, const Names& names, std::mt19937_64& random, std::vector<OneEvent>& events) {
    const PersonId person{fmt::format("{}", 5'000'000 + number)};
    const AccountId account{fmt::format("{}", 1'000'000 + number)};
    const auto add = [&](StreamId stream, std::uint64_t version, Event event) {
        events.push_back({std::move(stream), version, std::move(event)});
    };
    PersonName name;
    name.full = Personal{person, drawn(names.first, random) + " " + drawn(names.last, random), true};
    add(stream_of(person), 0, PersonRegistered{person, PersonKind::individual, name});
    add(stream_of(person), 1,
        PersonPhoneSet{person, Code{"HOME"}, Personal{person, fmt::format("(518) 55{:08}", number), true}});
    LocationAdded location;
    location.premise = PremiseId{fmt::format("L{}", number)};
    location.address.country = Code{"US"};
    location.address.address1 = Plain{fmt::format("{} {} Street", 1 + random() % 900, drawn(names.street, random))};
    location.address.city = Plain{"Albany"};
    add(stream_of(location.premise), 0, location);
    AccountOpened opened;
    opened.account = account;
    opened.opened_on = Date{18'993};
    opened.customer_class = Code{"RES"};
    add(stream_of(account), 0, opened);
    AccountPersonLinked linked;
    linked.account = account;
    linked.link.person = person;
    linked.link.main_customer = true;
    add(stream_of(account), 1, linked);
}

void append(eventstore::EventStore& store, std::uint64_t number, const std::vector<OneEvent>& events) {
    eventstore::AppendRequest request;
    request.command_id = fmt::format("c-{}", number);
    for (const auto& one : events)
        request.writes.push_back({{static_cast<std::uint8_t>(one.stream.kind), one.stream.id.str()}, one.version, 1});
    request.encode = [&](const eventstore::AppendRequest::Place& place, std::string& out) {
        const auto& one = events[place.write];
        Envelope envelope;
        envelope.position = place.position;
        envelope.stream = one.stream;
        envelope.version = one.version;
        envelope.command_id = CommandId{request.command_id};
        envelope.actor = Plain{"bench"};
        visit(
            [&](const auto& payload) {
                envelope.event_type = Plain{payload.type_name};
                envelope.schema_version = payload.schema_version;
            },
            one.event);
        eventstore::encode_entry(envelope, one.event, out);
    };
    take(store.append(std::move(request)));
}

const projections::OpenPersonal in_clear = [](const Personal& text) { return std::optional{text.bytes}; };

std::unique_ptr<eventstore::EventStore> open(const std::filesystem::path& directory) {
    eventstore::EventStoreOptions options;
    options.read_header = eventstore::read_entry_header;
    const eventstore::FolderNeeds needs{std::make_shared<eventstore::EventsOf>(), in_clear};
    options.folders = projections::make_folders(needs);
    options.folders.insert(options.folders.begin(), std::make_shared<eventstore::StatesFolder>(needs.events));
    return take(eventstore::EventStore::open(directory, std::move(options)));
}

double thread_cpu_seconds() {
    timespec time{};
    require(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0, "no clock of the thread");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

class Asking {
  public:
    Asking(eventstore::EventStore& store, Figures& figures)
        : reader_(projections::reader_of(store, in_clear)), figures_(figures) {}

    void ask(const std::string& text) {
        std::size_t hits = 0;
        const double cpu = thread_cpu_seconds();
        const double seconds = seconds_of([&] {
            const auto answer = take(projections::search(reader_, text));
            hits = answer.hits.size();
        });
        times_ms_.push_back(seconds * 1e3);
        cpu_ms_.push_back((thread_cpu_seconds() - cpu) * 1e3);
        found_ += hits > 0 ? 1 : 0;
    }
    void add_up(std::string_view name) {
        const Goal goal{"20", "10", ""};
        figures_.note(fmt::format("    {} questions, {} with a hit", times_ms_.size(), found_));
        figures_.add(fmt::format("search.{}, median", name), percentile(times_ms_, 0.5), "ms", Better::lower);
        figures_.add(fmt::format("search.{}, p99", name), percentile(times_ms_, 0.99), "ms", Better::lower, goal);
        // What it takes on a machine that does nothing else.
        figures_.add(fmt::format("search.{}, CPU, p99", name), percentile(cpu_ms_, 0.99), "ms", Better::lower, goal);
        times_ms_.clear();
        cpu_ms_.clear();
        found_ = 0;
    }

  private:
    projections::Reader reader_;
    Figures& figures_;
    std::vector<double> times_ms_;
    std::vector<double> cpu_ms_;
    std::size_t found_ = 0;
};

// A letter wrong, missing, doubled, or two that changed places.
std::string mistyped(std::string word, std::mt19937_64& random) {
    const std::size_t at = 1 + random() % (word.size() - 2);
    switch (random() % 4) {
        case 0:
            word[at] = word[at] == 'x' ? 'q' : 'x';
            break;
        case 1:
            word.erase(at, 1);
            break;
        case 2:
            word.insert(at, 1, word[at]);
            break;
        default:
            std::swap(word[at], word[at + 1]);
    }
    return word;
}

void ask_all(eventstore::EventStore& store, const Names& names, Figures& figures) {
    Asking asking(store, figures);
    std::mt19937_64 random(11);
    for (int i = 0; i < names_asked / 10; ++i) asking.ask(drawn(names.last, random));  // Warm.
    asking.add_up("warming");
    for (int i = 0; i < names_asked; ++i) {
        const std::string name = drawn(names.first, random) + " " + drawn(names.last, random);
        for (std::size_t typed = 1; typed <= name.size(); ++typed) asking.ask(name.substr(0, typed));
    }
    asking.add_up("as_you_type");
    for (int i = 0; i < names_asked * 2; ++i) asking.ask(mistyped(drawn(names.last, random), random));
    asking.add_up("typo");
    for (int i = 0; i < names_asked * 2; ++i) asking.ask(drawn(names.first, random) + " " + drawn(names.last, random));
    asking.add_up("two_words");
    for (int i = 0; i < names_asked * 2; ++i)
        asking.ask(drawn(names.first, random) + " " + mistyped(drawn(names.last, random), random));
    asking.add_up("two_words_typo");
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t customers = number_argument(argc, argv, 1, 100'000);
    const auto directory = directory_argument(argc, argv, 2, "tally-search-bench");
    std::filesystem::remove_all(directory);
    require(eventstore::EventStore::create(directory, "ledger.bench/gas"), "creating");
    Figures figures;
    const Names names;
    auto store = open(directory);
    std::mt19937_64 random(5);
    std::vector<OneEvent> events;
    for (std::uint64_t made = 0; made < customers;) {
        events.clear();
        for (std::size_t i = 0; i < customers_a_commit && made < customers; ++i)
            add_customer(made++, names, random, events);
        append(*store, made, events);
    }
    require(store->wait_for(store->durable_end(), std::chrono::minutes{10}), "the views did not follow");
    require(store->close(), "closing");
    store.reset();
    store = open(directory);

    const double count = static_cast<double>(customers);
    double cpu = cpu_seconds();
    const double seconds = seconds_of([&] {
        const auto built = take(projections::rebuild_view(*store, projections::SearchIndex::view_name, in_clear,
                                                          projections::SwitchWhen::always));
        require(built.switched && built.difference_count == 0, "the view that was built differs");
    });
    cpu = cpu_seconds() - cpu;
    figures.add("search.rebuild, CPU per customer", cpu / count * 1e6, "us", Better::lower);
    figures.add("search.rebuild", seconds, "s", Better::lower);
    const auto view = projections::make_view(projections::SearchIndex::view_name,
                                             {std::make_shared<eventstore::EventsOf>(), in_clear});
    std::uint64_t bytes = 0;
    std::uint64_t words = 0;
    const auto point = projections::reader_of(*store, in_clear).point;
    require(view->each_row(*point, *store->find_view(projections::SearchIndex::view_name),
                           [&](std::string_view key, std::string_view value) {
                               bytes += key.size() + value.size();
                               if (key.starts_with('W')) words += key.size() + value.size();
                           }),
            "reading the view");
    figures.add("search.rows, bytes per customer", static_cast<double>(bytes) / count, "B", Better::lower);
    figures.add("search.words, bytes per customer", static_cast<double>(words) / count, "B", Better::lower);
    ask_all(*store, names, figures);
    require(store->close(), "closing");
    store.reset();
    std::filesystem::remove_all(directory);
}
