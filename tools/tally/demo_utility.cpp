#include "tools/tally/demo_utility.h"

#include <array>
#include <chrono>
#include <map>
#include <random>
#include <set>

#include "consumers/commands/division_port.h"
#include "consumers/processes/bill_run/bill_run.h"
#include "eventstore/division/state_rows.h"
#include "projections/reader.h"
#include "tools/tally/example_utility.h"
#include "tools/tally/receipts.h"

namespace tally::tools {

namespace {

using namespace domain;
using eventstore::Result;

struct Cycle {
    const char* code;
    unsigned bill_day;  // The run's day of the month; reads are of the day before.
};
constexpr std::array<Cycle, 3> cycles{{{"M01", 5}, {"M02", 12}, {"M03", 19}}};
constexpr unsigned window_days = 5;
constexpr std::uint64_t late_statement_every = 17;  // Payments.
constexpr std::int32_t late_statement_days = 3;
const Date first_day = *Date::parse("2021-01-01");

Instant noon(Date date) {
    return {(std::int64_t{date.days} * 86'400 + 17 * 3'600) * 1'000'000};
}

constexpr std::array<const char*, 24> first_names{
    "Ada",  "Ben",  "Clara", "Dev", "Elena", "Farid", "Grace", "Hugo",  "Ines", "Jonas", "Kofi", "Lena",
    "Mara", "Nils", "Olga",  "Pia", "Quinn", "Rosa",  "Sam",   "Tariq", "Uma",  "Vera",  "Wim",  "Yara"};
constexpr std::array<const char*, 20> last_names{"Turner", "Okafor", "Novak",  "Silva", "Berg",  "Haddad", "Kim",
                                                 "Lopez",  "Moreau", "Nguyen", "Olsen", "Patel", "Quist",  "Rossi",
                                                 "Sato",   "Tanaka", "Ulrich", "Varga", "Weber", "Young"};
constexpr std::array<const char*, 12> streets{"Mill Lane",   "Canal Street",  "Orchard Road", "Harbor View",
                                              "Church Hill", "Station Road",  "Elm Street",   "Foundry Row",
                                              "Meadow Way",  "Bridge Street", "Granary Yard", "North Quay"};
// Share of a year's heating in each month.
constexpr std::array<int, 12> season{230, 200, 170, 100, 50, 25, 20, 20, 35, 80, 140, 200};

struct Place {
    PremiseId premise;
    ServicePointId service_point;
    AccountId account;  // Who pays now.
    ServiceAgreementId sa;
    std::size_t cycle = 0;
    bool commercial = false;
    bool water = false;
    bool landlord = false;       // Has one, who pays while no tenant is there.
    bool landlord_pays = false;  // Now.
    std::int64_t reading = 0;
    std::uint32_t size = 100;  // Percent of the usual consumption.
    std::uint32_t tenants = 1;
};

// Of an embedded division: what fails is the store.
eventstore::StoreError in_words(const consumers::DivisionError& error) {
    return {error.store.value_or(eventstore::StoreErrorKind::io), error.message};
}
// Every command here is one that the rules accept; a refusal is a fault of ours.
eventstore::StoreError refusal_of(std::string_view what, const eventstore::CommandReceipt& receipt) {
    return {eventstore::StoreErrorKind::io, std::string{what} + ": " + receipt_text(receipt)};
}

class DemoUtility {
  public:
    DemoUtility(eventstore::Division& division, const DemoRequest& request)
        : division_(division), port_(division), held_(division), request_(request), random_(request.seed) {}

    Result<DemoReport> fill(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
        today_ = first_day;
        timed("settings", [&] {
            if (auto applied = apply_example_settings(division_, noon(today_), request_.sends); !applied)
                failure_ = applied.error();
            for (auto& window : example_windows(first_day, request_.months + 2)) send(std::move(window));
            flush();
        });
        timed("customers set up", [&] { set_up_customers(); });
        // Bills are of the month before; the last month's are sent in the month after it.
        const Date end = add_months(first_day, static_cast<int>(request_.months) + 1, 1);
        for (today_ = add_months(first_day, 1, 1); today_ < end && !failure_; today_ = today_ + 1) {
            run_day();
            if (!progress(static_cast<std::uint64_t>(today_ - first_day), static_cast<std::uint64_t>(end - first_day)))
                break;
        }
        if (failure_) return tl::unexpected(*failure_);
        DemoReport report;
        for (const auto& name : order_) report.work.push_back(work_[name]);
        report.example = example_;
        report.bill_errors = std::move(bill_errors_);
        return report;
    }

  private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    bool chance(std::uint64_t per_thousand) { return below(1000) < per_thousand; }

    template <class Do>
    void timed(const std::string& what, Do&& work) {
        const auto started = std::chrono::steady_clock::now();
        const auto before = answered_;
        work();
        auto [slot, fresh] = work_.try_emplace(what);
        if (fresh) order_.push_back(what);
        slot->second.what = what;
        slot->second.count += answered_ - before;
        slot->second.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    }

    // Who gave a command and why, as the events will say.
    struct Who {
        std::string_view actor;
        std::string_view reason;
    };
    void send(Command command) { send(std::move(command), {"demo", {}}); }
    void send(Command command, Who who) {
        eventstore::ParsedCommand parsed;
        parsed.header.command_id = CommandId{"demo-" + std::to_string(++commands_)};
        parsed.header.actor = Plain{std::string{who.actor}};
        parsed.header.reason = Plain{std::string{who.reason}};
        parsed.header.received_at = noon(today_);
        parsed.command = std::move(command);
        batch_.push_back(std::move(parsed));
        if (batch_.size() >= 2048) flush();
    }

    void flush() {
        if (batch_.empty() || failure_) return;
        if (request_.sends)
            for (const auto& command : batch_) request_.sends(command);
        const auto receipts = consumers::send_all(port_, std::exchange(batch_, {}));
        if (!receipts) {
            failure_ = in_words(receipts.error());
            return;
        }
        for (const auto& receipt : *receipts) {
            if (receipt.status == eventstore::ReceiptStatus::refused) {
                failure_ = refusal_of("demo command", receipt);
                return;
            }
            ++answered_;
            last_outcomes_.push_back(eventstore::made_by(receipt));
        }
    }
    // The views have everything sent so far.
    projections::Reader caught_up() {
        flush();
        if (auto current = held_.catch_up(); !current && !failure_) failure_ = in_words(current.error());
        return projections::reader_of(division_.store());
    }
    std::optional<AccountState> account(const projections::Reader& reader, const AccountId& id) {
        auto state = eventstore::read_account(*reader.point, division_.states(), id);
        if (!state) {
            failure_ = state.error();
            return std::nullopt;
        }
        return *state;
    }

    PersonalAddress home(std::size_t index) {
        PersonalAddress address;
        address.country = Code{"US"};
        address.address1.bytes = std::to_string(1 + index / streets.size()) + " " + streets[index % streets.size()];
        address.city.bytes = "Albany";
        address.state = Code{"NY"};
        address.postal.bytes = "12207";
        return address;
    }
    RegisterPerson new_person(std::size_t index) {
        RegisterPerson person;
        person.name.first.bytes = first_names[below(first_names.size())];
        person.name.last.bytes = last_names[below(last_names.size())];
        person.phones.push_back({Code{"HOME"}, Personal{{}, "518-555-" + std::to_string(1000 + below(9000)), false}});
        person.addresses.push_back({.address_id = AddressId{"home"}, .address = home(index)});
        return person;
    }
    OpenAccount new_account(const Place& place) {
        OpenAccount account;
        account.opened_on = today_;
        account.customer_class = Code{place.commercial ? "COM" : "RES"};
        account.bill_cycle = Code{cycles[place.cycle].code};
        if (chance(150)) account.requested_due_day = static_cast<std::uint8_t>(1 + below(28));
        return account;
    }

    void set_up_customers() {
        places_.resize(request_.accounts);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            Place& place = places_[i];
            const std::string number = std::to_string(i + 1);
            place.premise = PremiseId{"L-" + number};
            place.service_point = ServicePointId{"SP-" + number};
            place.cycle = i % cycles.size();
            place.commercial = chance(80);
            place.water = !place.commercial && chance(200);
            place.landlord = i > 0 && chance(100);
            place.reading = static_cast<std::int64_t>(below(90'000));
            place.size = static_cast<std::uint32_t>(40 + below(120)) * (place.commercial ? 8 : 1);

            SetUpCustomer customer;
            customer.new_person = new_person(i);
            customer.account = new_account(place);
            customer.new_location.premise = place.premise;
            const PersonalAddress address = home(i);
            customer.new_location.address.country = Code{"US"};
            customer.new_location.address.address1 = Plain{address.address1.bytes};
            customer.new_location.address.city = Plain{"Albany"};
            customer.new_location.address.state = Code{"NY"};
            customer.new_location.address.postal = Plain{"12207"};
            AddServicePoint service_point;
            service_point.service_point = place.service_point;
            service_point.service = Code{place.water ? "water" : "gas"};
            customer.new_service_points.push_back(std::move(service_point));
            InstallMeter meter;
            meter.service_point = place.service_point;
            meter.meter = MeterId{"M-" + number};
            meter.installed_on = today_;
            meter.registers.push_back({.channel = Code{"1"}, .unit = Code{place.water ? "ccf" : "therm"}, .dials = 5});
            meter.reads.push_back({Code{"1"}, Quantity{place.reading * 1'000'000}});
            customer.new_meters.push_back(std::move(meter));
            customer.services.push_back(service(place));
            send(std::move(customer));
        }
        flush();
        // Ids came back in the order of the commands, which are the last ones sent.
        const std::size_t first = last_outcomes_.size() - places_.size();
        for (std::size_t i = 0; i < places_.size() && !failure_; ++i) take_ids(places_[i], last_outcomes_[first + i]);
        if (failure_) return;
        example_ = places_.front().account;
        // The first customer owns every tenth house.
        for (const auto& place : places_) {
            if (!place.landlord) continue;
            SetLandlordAgreement agreement;
            agreement.premise = place.premise;
            agreement.agreement.account = example_;
            agreement.agreement.sa_type = Code{place.water ? "W-RES" : "G-RES"};
            agreement.agreement.from = today_;
            agreement.agreement.minimum_gap_days = 3;
            send(std::move(agreement));
        }
        flush();
    }
    StartService service(const Place& place) {
        StartService start;
        start.sa_type = Code{place.commercial ? "G-COM" : place.water ? "W-RES" : "G-RES"};
        start.service_point = place.service_point;
        start.start_on = today_;
        return start;
    }
    static void take_ids(Place& place, const std::vector<eventstore::MadeId>& made) {
        for (const auto& one : made) {
            if (one.what == "account") place.account = AccountId{one.id};
            if (one.what == "sa") place.sa = ServiceAgreementId{one.id};
        }
    }

    void run_day() {
        const auto [year, month, day] = ymd(today_);
        for (std::size_t i = 0; i < cycles.size() && !failure_; ++i) {
            if (day + 1 == cycles[i].bill_day) timed("meter reads", [&] { read_meters(i); });
            if (day == cycles[i].bill_day) bill(i);
        }
        if (const auto due = payments_.find(today_); due != payments_.end()) {
            timed("payments", [&] { pay(due->second); });
            payments_.erase(due);
        }
        if (const auto due = returns_.find(today_); due != returns_.end()) {
            timed("returned tenders", [&] {
                for (const auto& event : due->second) {
                    CancelTender cancel;
                    cancel.payment_event = event;
                    cancel.cancel_reason = Code{"NSF"};
                    cancel.nsf = true;
                    send(std::move(cancel), {"bank:returns", "The bank returned it for want of funds"});
                }
                flush();
            });
            returns_.erase(due);
        }
        if (day == 2) timed("adjustments and special charges", [&] { adjust(); });
        if (day == 25) timed("moves", [&] { move(); });
        if (day == 27) timed("reversed invoices", [&] { reverse(); });
    }

    std::int64_t consumption(const Place& place) {
        const auto month = ymd(today_).month;
        const std::int64_t usual = place.water ? 9 : season[month - 1] * 2 / 3;
        return usual * place.size / 100 + static_cast<std::int64_t>(below(5));
    }
    void read_meter(Place& place) {
        advance(place);
        RecordRead read;
        read.service_point = place.service_point;
        read.read_on = today_;
        read.value = Quantity{place.reading * 1'000'000};
        read.source = Plain{"demo route"};
        send(std::move(read), {"route:readers", {}});
    }
    void advance(Place& place) { place.reading = (place.reading + consumption(place)) % 100'000; }

    void read_meters(std::size_t cycle) {
        for (auto& place : places_) {
            if (place.cycle != cycle) continue;
            // A meter that could not be read holds the bill in error until the month after.
            if (chance(3)) continue;
            read_meter(place);
        }
        flush();
    }

    void bill(std::size_t cycle) {
        flush();
        timed("bills", [&] {
            const consumers::BillRunRequest request{Code{cycles[cycle].code}, today_, Plain{"demo"}, noon(today_),
                                                    request_.sends};
            auto report =
                consumers::run_bills(port_, held_, request, [](const consumers::BillRunProgress&) { return true; });
            if (!report) {
                failure_ = in_words(report.error());
                return;
            }
            if (!*report) return;
            answered_ += (*report)->billed;
            for (const auto& error : (*report)->errors)
                bill_errors_.push_back(to_string(today_) + " " + error.account.str() + " " + error.sa.str() + ": " +
                                       error.reason.str());
        });
        // Most pay around the due date, some late, a few never; what they pay is decided on that day.
        for (const auto& place : places_) {
            if (place.cycle != cycle || chance(40)) continue;
            payments_[today_ + static_cast<std::int32_t>(chance(120) ? 35 + below(25) : 8 + below(16))].push_back(
                place.account);
        }
    }

    void pay(const std::vector<AccountId>& payors) {
        const auto reader = caught_up();
        const std::size_t first = last_outcomes_.size();
        std::set<std::string> paying;
        for (const auto& id : payors) {
            // Two bills may come due on one day; what is owed is decided on once.
            if (!paying.insert(id.str()).second) continue;
            const auto state = account(reader, id);
            if (!state) return;
            Money owed = state->current();
            if (owed.minor <= 0) continue;
            PostPayment payment;
            // Some arrive with a statement of the days before: known from today on, effective since then.
            const bool late = ++payments_posted_ % late_statement_every == 0;
            payment.received_on = late ? today_ - late_statement_days : today_;
            PaymentShare share;
            share.account = id;
            if (chance(70)) {
                owed = Money{owed.minor / 2 + 1};
            } else if (chance(30)) {
                owed = Money{owed.minor + 2'500};
            } else if (chance(50)) {
                // By the customer's own list: the newest first.
                share.policy = AllocationPolicy::spec;
                Money rest = owed;
                for (auto item = state->items.rbegin(); item != state->items.rend() && rest.minor > 0; ++item) {
                    const Money part{std::min(rest.minor, item->current_open.minor)};
                    bool listed = false;
                    for (auto& line : share.spec)
                        if (line.document == item->document) {
                            line.amount += part;
                            listed = true;
                        }
                    if (!listed && part.minor > 0) share.spec.push_back({item->document, part});
                    rest -= part;
                }
                share.remainder = rest;
            }
            share.amount = owed;
            payment.tenders.push_back(
                {.kind = chance(300) ? TenderKind::cheque : TenderKind::direct_debit, .amount = owed});
            payment.shares.push_back(std::move(share));
            send(std::move(payment),
                 late ? Who{"csr:ines", "The bank's statement came late"} : Who{"bank:lockbox", {}});
        }
        flush();
        for (std::size_t i = first; i < last_outcomes_.size(); ++i)
            for (const auto& one : last_outcomes_[i])
                if (one.what == "payment_event" && chance(8)) returns_[today_ + 4].push_back(PaymentEventId{one.id});
    }

    void adjust() {
        for (const auto& place : places_) {
            if (place.landlord) continue;  // May have several agreements or none.
            if (chance(8)) {
                RequestAdjustment credit;
                credit.account = place.account;
                credit.adjustment_type = Code{"GOODWILL"};
                credit.sa = place.sa;
                credit.amount = Money{-static_cast<std::int64_t>(500 + below(4'500))};
                credit.effective_date = today_;
                credit.memo.bytes = "Sorry about the long wait on the phone.";
                send(std::move(credit), {"csr:noor", "Complaint about the waiting time on the phone"});
            }
            if (chance(6)) {
                CreateSpecialCharge charge;
                charge.account = place.account;
                charge.sa = place.sa;
                charge.charge_type = Code{"RECONNECT"};
                charge.amount = Money{4'500};
                charge.on = today_;
                send(std::move(charge), {"field:crew-2", "Service reconnected on the customer's request"});
            }
        }
        flush();
    }

    void move() {
        // Where the landlord pays, no tenant moves out: the next one moves in on a read of the day before.
        std::vector<std::size_t> movers, coming;
        for (std::size_t i = 1; i < places_.size(); ++i)
            if (chance(10)) (places_[i].landlord_pays ? coming : movers).push_back(i);
        for (const auto i : coming) read_meter(places_[i]);
        for (const auto i : movers) {
            Place& place = places_[i];
            advance(place);
            StopService stop;
            stop.sa = place.sa;
            stop.stop_on = today_;
            stop.stop_reads.push_back({Code{"1"}, Quantity{place.reading * 1'000'000}});
            send(std::move(stop), {"csr:ines", "The customer moves out"});
        }
        flush();
        if (failure_) return;
        // Where a landlord does not stand in, the next tenant moves in the day after.
        const Date moved_out = today_;
        today_ = today_ + 1;
        const std::size_t first = last_outcomes_.size();
        std::vector<std::size_t> moved_in = std::move(coming);
        for (const auto i : movers)
            if (!places_[i].landlord) moved_in.push_back(i);
        for (const auto i : moved_in) {
            Place& place = places_[i];
            place.landlord_pays = false;
            SetUpCustomer customer;
            customer.new_person = new_person(i);
            customer.account = new_account(place);
            customer.existing_premise = place.premise;
            customer.services.push_back(service(place));
            send(std::move(customer), {"csr:ines", "The customer moves in"});
            ++place.tenants;
        }
        flush();
        for (std::size_t k = 0; k < moved_in.size() && !failure_; ++k)
            take_ids(places_[moved_in[k]], last_outcomes_[first + k]);
        today_ = moved_out;
        // From now on the landlord pays there.
        for (const auto i : movers) {
            if (!places_[i].landlord) continue;
            places_[i].account = example_;
            places_[i].landlord_pays = true;
        }
    }

    void reverse() {
        const auto reader = caught_up();
        for (const auto& place : places_) {
            if (place.landlord || !chance(3)) continue;
            const auto state = account(reader, place.account);
            if (!state) return;
            const auto* sa = state->agreement(place.sa);
            if (state->last_invoice.empty() || !sa || sa->last_segment.empty() || sa->final_billed) continue;
            ReverseInvoice reverse;
            reverse.account = place.account;
            reverse.invoice = state->last_invoice;
            reverse.rebill = true;
            reverse.on = today_;
            reverse.correction_reason = Plain{"Read disputed and confirmed"};
            send(std::move(reverse), {"billing:sam", "The read was disputed and confirmed"});
        }
        flush();
    }

    eventstore::Division& division_;
    consumers::DivisionPort port_;
    consumers::HeldStore held_;
    const DemoRequest& request_;
    std::mt19937_64 random_;
    Date today_;
    std::vector<Place> places_;
    AccountId example_;
    std::uint64_t commands_ = 0;
    std::uint64_t payments_posted_ = 0;
    std::uint64_t answered_ = 0;
    std::vector<eventstore::ParsedCommand> batch_;
    std::vector<std::vector<eventstore::MadeId>> last_outcomes_;
    std::map<Date, std::vector<AccountId>> payments_;
    std::map<Date, std::vector<PaymentEventId>> returns_;
    std::map<std::string, DemoWork> work_;
    std::vector<std::string> order_;
    std::vector<std::string> bill_errors_;
    std::optional<eventstore::StoreError> failure_;
};

}  // namespace

Result<void> apply_example_settings(eventstore::Division& division, Instant received_at,
                                    const std::function<void(const eventstore::ParsedCommand&)>& sends) {
    eventstore::CommandReader reader(division.currency());
    std::vector<eventstore::ParsedCommand> commands;
    std::string_view rest = example_utility_jsonl;
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const auto end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (line.empty()) continue;
        auto parsed = reader.read(line, number);
        if (!parsed)
            return eventstore::fail(eventstore::StoreErrorKind::io,
                                    "tools/examples/utility.jsonl: " + parsed.error().message());
        parsed->header.received_at = received_at;
        parsed->header.actor = Plain{"demo"};
        if (sends) sends(*parsed);
        commands.push_back(std::move(*parsed));
    }
    consumers::DivisionPort port(division);
    const auto receipts = consumers::send_all(port, std::move(commands));
    if (!receipts) return tl::unexpected(in_words(receipts.error()));
    for (const auto& receipt : *receipts)
        if (receipt.status == eventstore::ReceiptStatus::refused)
            return tl::unexpected(refusal_of("tools/examples/utility.jsonl", receipt));
    return {};
}

std::vector<Command> example_windows(Date first_month, std::uint32_t months) {
    std::vector<Command> commands;
    for (const auto& cycle : cycles)
        for (std::uint32_t month = 0; month < months; ++month) {
            const Date start = add_months(first_month, static_cast<int>(month), cycle.bill_day);
            commands.push_back(
                Define<BillCycleWindow>{{},
                                        {.cycle = Code{cycle.code},
                                         .window_start = start,
                                         .window_end = start + static_cast<std::int32_t>(window_days) - 1}});
        }
    return commands;
}

Result<DemoReport> fill_demo(eventstore::Division& division, const DemoRequest& request,
                             const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
    return DemoUtility(division, request).fill(progress);
}

}  // namespace tally::tools
