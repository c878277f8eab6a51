#include "tools/tally/demo/utility.h"

#include <array>
#include <map>
#include <random>
#include <set>

#include "consumers/processes/bill_run/bill_run.h"
#include "eventstore/division/civil_time.h"
#include "tools/tally/demo/books.h"
#include "tools/tally/demo/chains.h"
#include "tools/tally/demo/chance.h"
#include "tools/tally/demo/contacts.h"
#include "tools/tally/demo/counter.h"
#include "tools/tally/demo/crew.h"
#include "tools/tally/demo/debts.h"
#include "tools/tally/demo/drafts.h"
#include "tools/tally/demo/former.h"
#include "tools/tally/demo/hours.h"
#include "tools/tally/demo/market.h"
#include "tools/tally/demo/meters.h"
#include "tools/tally/demo/place.h"
#include "tools/tally/demo/plans.h"
#include "tools/tally/demo/settings.h"
#include "tools/tally/demo/sights.h"

namespace tally::tools {

namespace {

using namespace domain;
using eventstore::Result;

constexpr std::uint64_t late_statement_every = 17;  // Payments.
constexpr std::int32_t late_statement_days = 3;
const Date first_day = *Date::parse("2021-01-01");

constexpr std::array<const char*, 24> first_names{
    "Ada",  "Ben",  "Clara", "Dev", "Elena", "Farid", "Grace", "Hugo",  "Ines", "Jonas", "Kofi", "Lena",
    "Mara", "Nils", "Olga",  "Pia", "Quinn", "Rosa",  "Sam",   "Tariq", "Uma",  "Vera",  "Wim",  "Yara"};
constexpr std::array<const char*, 20> last_names{"Turner", "Okafor", "Novak",  "Silva", "Berg",  "Haddad", "Kim",
                                                 "Lopez",  "Moreau", "Nguyen", "Olsen", "Patel", "Quist",  "Rossi",
                                                 "Sato",   "Tanaka", "Ulrich", "Varga", "Weber", "Young"};
constexpr std::array<const char*, 12> streets{"Mill Lane",   "Canal Street",  "Orchard Road", "Harbor View",
                                              "Church Hill", "Station Road",  "Elm Street",   "Foundry Row",
                                              "Meadow Way",  "Bridge Street", "Granary Yard", "North Quay"};
class DemoUtility {
  public:
    DemoUtility(eventstore::Division& division, const DemoRequest& request, eventstore::CivilTime time)
        : division_(division),
          sender_(division, request.sends),
          request_(request),
          random_(request.seed),
          meters_(sender_, places_, random_, chance(8), request.plain),
          debts_(sender_, chance(1)),
          hours_(sender_, time, request.seed + 2),
          plans_(sender_, chance(3)),
          counter_(sender_, chance(4)),
          contacts_(sender_, chance(5)),
          former_(sender_, chance(6)),
          crew_(sender_, chance(7)),
          drafts_(sender_, chance(10)),
          market_(sender_, places_, chance(11)),
          books_(sender_),
          chains_(sender_),
          moving_(chance(9)),
          types_(chance(12)) {}

    Result<DemoReport> fill(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
        sender_.begin_day(first_day);
        sender_.timed("settings", [&] {
            if (auto applied =
                    apply_example_settings(sender_.port(), division_.currency(), noon(first_day), request_.plain);
                !applied)
                sender_.fail(applied.error());
            for (auto& window : example_windows(first_day, request_.months + 2, !request_.plain))
                sender_.send(std::move(window));
            if (!request_.plain) books_.begin(first_day);
        });
        sender_.timed("customers set up", [&] {
            set_up_customers();
            if (!request_.plain) hours_.set_up(1 + request_.accounts / 500);
        });
        if (!request_.plain) sender_.timed("deposits", [&] { debts_.ask_for_deposits(residential()); });
        // Bills are of the month before; the last month's are sent in the month after it.
        const Date end = add_months(first_day, static_cast<int>(request_.months) + 1, 1);
        for (Date day = add_months(first_day, 1, 1); day < end && !sender_.failure(); day = day + 1) {
            sender_.begin_day(day);
            run_day();
            if (!progress(static_cast<std::uint64_t>(day - first_day), static_cast<std::uint64_t>(end - first_day)))
                break;
        }
        if (sender_.failure()) return tl::unexpected(*sender_.failure());
        DemoReport report;
        report.work = sender_.work();
        report.example = example_;
        report.bill_errors = std::move(bill_errors_);
        report.refused = sender_.refused();
        if (request_.plain) return report;
        auto sights = sights_of(division_);
        if (!sights) return tl::unexpected(std::move(sights.error()));
        report.sights = std::move(*sights);
        return report;
    }

  private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    bool chance_of(std::uint64_t per_thousand) { return below(1000) < per_thousand; }
    // Of one kind of work; the history of a plain utility needs none of them.
    [[nodiscard]] DemoChance chance(std::uint64_t kind) const { return {request_.seed + kind, request_.troubles}; }
    // What was decided a while ago, or of an account with troubles, may be refused by now.
    void attempt(Command command, DemoActor actor) {
        if (request_.plain)
            sender_.send(std::move(command), actor);
        else
            sender_.attempt(std::move(command), actor);
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
    OpenAccount new_account(const DemoPlace& place) {
        OpenAccount account;
        account.opened_on = sender_.today();
        account.customer_class = Code{place.commercial ? "COM" : "RES"};
        account.bill_cycle = Code{bill_cycles[place.cycle].code};
        if (chance_of(150)) account.requested_due_day = static_cast<std::uint8_t>(1 + below(28));
        // Seniors are treated by the rules of another class.
        if (!request_.plain && !place.commercial && types_.below(10) == 0) account.customer_type = Code{"SENIOR"};
        return account;
    }

    void set_up_customers() {
        places_.resize(request_.accounts);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            DemoPlace& place = places_[i];
            const std::string number = std::to_string(i + 1);
            place.premise = PremiseId{"L-" + number};
            place.service_point = ServicePointId{"SP-" + number};
            place.cycle = i % bill_cycles.size();
            place.commercial = chance_of(80);
            place.water = !place.commercial && chance_of(200);
            place.landlord = i > 0 && chance_of(100);
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
            meter.installed_on = sender_.today();
            meter.registers.push_back({.channel = Code{"1"}, .unit = Code{place.water ? "ccf" : "therm"}, .dials = 5});
            meter.reads.push_back({Code{"1"}, Quantity{place.reading * 1'000'000}});
            customer.new_meters.push_back(std::move(meter));
            customer.services.push_back(service(place));
            sender_.send(std::move(customer));
        }
        sender_.flush();
        // Ids came back in the order of the commands, which are the last ones sent.
        const std::size_t first = sender_.made().size() - places_.size();
        for (std::size_t i = 0; i < places_.size() && !sender_.failure(); ++i)
            take_ids(places_[i], *sender_.made()[first + i]);
        if (sender_.failure()) return;
        example_ = places_.front().account;
        // The first customer owns every tenth house.
        for (const auto& place : places_) {
            if (!place.landlord) continue;
            SetLandlordAgreement agreement;
            agreement.premise = place.premise;
            agreement.agreement.account = example_;
            agreement.agreement.sa_type = Code{place.water ? "W-RES" : "G-RES"};
            agreement.agreement.from = sender_.today();
            agreement.agreement.minimum_gap_days = 3;
            sender_.send(std::move(agreement));
        }
        sender_.flush();
    }
    StartService service(const DemoPlace& place) {
        StartService start;
        start.sa_type = Code{place.commercial ? "G-COM" : place.water ? "W-RES" : "G-RES"};
        start.service_point = place.service_point;
        start.start_on = sender_.today();
        return start;
    }
    static void take_ids(DemoPlace& place, const std::vector<eventstore::MadeId>& made) {
        for (const auto& one : made) {
            if (one.what == "account") place.account = AccountId{one.id};
            if (one.what == "person") place.person = PersonId{one.id};
            if (one.what == "sa") place.sa = ServiceAgreementId{one.id};
        }
    }

    // Those that live in a house of their own, one agreement each.
    std::vector<DemoCustomer> residential() const {
        std::vector<DemoCustomer> customers;
        for (const auto& place : places_)
            if (!place.commercial && !place.landlord) customers.push_back({place.account, place.sa});
        return customers;
    }

    void run_day() {
        const auto [year, month, day] = ymd(sender_.today());
        if (!request_.plain) hours_.run_day();
        for (std::size_t i = 0; i < bill_cycles.size() && !sender_.failure(); ++i) {
            const unsigned bill_day = bill_cycles[i].bill_day;
            if (day + 1 == bill_day) sender_.timed("meter reads", [&] { meters_.read_route(i); });
            if (day == bill_day) {
                if (!request_.plain) sender_.timed("meter reads", [&] { meters_.correct_mistyped(i); });
                bill(i);
                plan_payments(i);
            }
            if (request_.plain || day != bill_day + days_to_estimate) continue;
            sender_.timed("reads estimated", [&] { sender_.run_process("estimates"); });
            bill(i);
        }
        if (const auto due = payments_.find(sender_.today()); due != payments_.end()) {
            sender_.timed("payments", [&] { pay(due->second); });
            payments_.erase(due);
        }
        if (const auto due = returns_.find(sender_.today()); due != returns_.end()) {
            sender_.timed("returned tenders", [&] {
                for (const auto& event : due->second) {
                    CancelTender cancel;
                    cancel.payment_event = event;
                    cancel.cancel_reason = Code{"NSF"};
                    cancel.nsf = true;
                    attempt(std::move(cancel), {"bank:returns", "The bank returned it for want of funds"});
                }
                sender_.flush();
            });
            returns_.erase(due);
        }
        if (!request_.plain) run_troubles();
        if (day == 2) sender_.timed("adjustments and special charges", [&] { adjust(); });
        if (day == 25) sender_.timed("moves", [&] { move(); });
        if (day == 27) sender_.timed("reversed invoices", [&] { reverse(); });
    }

    void run_troubles() {
        const auto customers = residential();
        drafts_.run_day(customers);
        market_.run_day();
        debts_.run_day(customers);
        plans_.run_day(customers);
        counter_.run_day(customers);
        contacts_.run_day(customers);
        former_.run_day();
        crew_.run_day(customers);
        meters_.run_day();
        books_.run_day();
        chains_.run_day(customers);
        if (ymd(sender_.today()).day == 11) sender_.timed("dwellings counted", [&] { recount(customers); });
    }

    // Some houses have more dwellings than the one that was thought.
    void recount(const std::vector<DemoCustomer>& customers) {
        constexpr std::uint64_t one_in = 150;
        for (const auto& customer : customers) {
            if (types_.below(one_in) != 0) continue;
            const Quantity dwellings{static_cast<std::int64_t>(2 + types_.below(3)) * one_unit.units};
            sender_.attempt(ChangeServiceQuantity{customer.sa, dwellings, sender_.today()},
                            {"field:crew-2", "So many dwellings are behind the meter"});
        }
    }
    void bill(std::size_t cycle) {
        sender_.flush();
        sender_.timed("bills", [&] {
            const consumers::BillRunRequest request{Code{bill_cycles[cycle].code}, sender_.today(), Plain{"demo"},
                                                    noon(sender_.today())};
            auto report = consumers::run_bills(sender_.port(), sender_.held(), request,
                                               [](const consumers::BillRunProgress&) { return true; });
            if (!report) {
                sender_.fail(in_words(report.error()));
                return;
            }
            if (!*report) return;
            for (const auto& error : (*report)->errors)
                bill_errors_.push_back(to_string(sender_.today()) + " " + error.account.str() + " " + error.sa.str() +
                                       ": " + error.reason.str());
        });
    }
    void plan_payments(std::size_t cycle) {
        // Most pay around the due date, some late, a few never; what they pay is decided on that day.
        for (const auto& place : places_) {
            if (place.cycle != cycle || chance_of(40)) continue;
            payments_[sender_.today() + static_cast<std::int32_t>(chance_of(120) ? 35 + below(25) : 8 + below(16))]
                .push_back(place.account);
        }
    }

    void pay(const std::vector<AccountId>& payors) {
        const auto reader = sender_.caught_up();
        const std::size_t first = sender_.made().size();
        std::set<std::string> paying;
        for (const auto& id : payors) {
            // Two bills may come due on one day; what is owed is decided on once.
            if (drafts_.pays(id) || chains_.pays(id) || !paying.insert(id.str()).second) continue;
            const auto state = sender_.account(reader, id);
            if (!state) return;
            Money owed = state->current();
            if (owed.minor <= 0) continue;
            PostPayment payment;
            // Some arrive with a statement of the days before: known from today on, effective since then.
            const bool late = ++payments_posted_ % late_statement_every == 0;
            payment.received_on = late ? sender_.today() - late_statement_days : sender_.today();
            PaymentShare share;
            share.account = id;
            if (chance_of(70)) {
                owed = Money{owed.minor / 2 + 1};
            } else if (chance_of(30)) {
                owed = Money{owed.minor + 2'500};
            } else if (chance_of(50)) {
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
                {.kind = chance_of(300) ? TenderKind::cheque : TenderKind::direct_debit, .amount = owed});
            const bool by_list = share.policy == AllocationPolicy::spec;
            payment.shares.push_back(std::move(share));
            const DemoActor actor =
                late ? DemoActor{"csr:ines", "The bank's statement came late"} : DemoActor{"bank:lockbox", {}};
            // Some of what is listed may be in an arrangement.
            if (by_list)
                attempt(std::move(payment), actor);
            else
                sender_.send(std::move(payment), actor);
        }
        sender_.flush();
        for (std::size_t i = first; i < sender_.made().size(); ++i)
            for (const auto& one : sender_.made()[i].value_or(std::vector<eventstore::MadeId>{}))
                if (one.what == "payment_event" && chance_of(8))
                    returns_[sender_.today() + 4].push_back(PaymentEventId{one.id});
    }

    void adjust() {
        for (const auto& place : places_) {
            if (place.landlord) continue;  // May have several agreements or none.
            if (chance_of(8)) {
                RequestAdjustment credit;
                credit.account = place.account;
                credit.adjustment_type = Code{"GOODWILL"};
                credit.sa = place.sa;
                credit.amount = Money{-static_cast<std::int64_t>(500 + below(4'500))};
                credit.effective_date = sender_.today();
                credit.memo.bytes = "Sorry about the long wait on the phone.";
                attempt(std::move(credit), {"csr:noor", "Complaint about the waiting time on the phone"});
            }
            if (chance_of(6)) {
                CreateSpecialCharge charge;
                charge.account = place.account;
                charge.sa = place.sa;
                charge.charge_type = Code{"RECONNECT"};
                charge.amount = Money{4'500};
                charge.on = sender_.today();
                attempt(std::move(charge), {"field:crew-2", "Service reconnected on the customer's request"});
            }
        }
        sender_.flush();
    }

    // Of those who move out, one who moves in there; null: a stranger does.
    const DemoPlace* comes_from(const DemoPlace& place, std::vector<DemoPlace>& leaving) {
        if (request_.plain || place.commercial || !moving_.happens(500)) return nullptr;
        for (auto& from : leaving) {
            if (from.premise == place.premise || from.commercial || from.landlord || from.person.empty()) continue;
            moved_ = from;
            from.person = {};
            return &moved_;
        }
        return nullptr;
    }

    void move() {
        // Where the landlord pays, no tenant moves out: the next one moves in on a read of the day before.
        std::vector<std::size_t> movers, coming;
        for (std::size_t i = 1; i < places_.size(); ++i)
            if (chance_of(10)) (places_[i].landlord_pays ? coming : movers).push_back(i);
        for (const auto i : coming) meters_.read(places_[i]);
        movers = move_out(movers);
        if (sender_.failure()) return;
        std::vector<DemoPlace> leaving;
        for (const auto i : movers) leaving.push_back(places_[i]);
        for (const auto i : movers)
            if (!places_[i].landlord) coming.push_back(i);
        // Where a landlord does not stand in, the next tenant moves in the day after.
        const Date moved_out = sender_.today();
        sender_.begin_day(moved_out + 1);
        move_in(coming, leaving);
        sender_.begin_day(moved_out);
        // From now on the landlord pays there.
        for (const auto i : movers) {
            if (!places_[i].landlord) continue;
            places_[i].account = example_;
            places_[i].landlord_pays = true;
        }
    }
    // Those that do: an agreement whose start still waits for a read is not stopped.
    std::vector<std::size_t> move_out(const std::vector<std::size_t>& movers) {
        sender_.flush();
        const std::size_t first = sender_.made().size();
        for (const auto i : movers) {
            DemoPlace& place = places_[i];
            meters_.advance(place);
            place.read_on = {};
            StopService stop;
            stop.sa = place.sa;
            stop.stop_on = sender_.today();
            stop.stop_reads.push_back({Code{"1"}, Quantity{place.reading * 1'000'000}});
            attempt(std::move(stop), {"csr:ines", "The customer moves out"});
        }
        sender_.flush();
        std::vector<std::size_t> left;
        for (std::size_t k = 0; k < movers.size() && !sender_.failure(); ++k) {
            if (!sender_.made()[first + k]) continue;
            const DemoPlace& place = places_[movers[k]];
            if (!request_.plain) former_.moved_out({place.account, place.sa});
            left.push_back(movers[k]);
        }
        return left;
    }
    void move_in(const std::vector<std::size_t>& coming, std::vector<DemoPlace>& leaving) {
        const std::size_t first = sender_.made().size();
        std::vector<std::pair<std::size_t, DemoCustomer>> within;
        for (const auto i : coming) {
            DemoPlace& place = places_[i];
            place.landlord_pays = false;
            SetUpCustomer customer;
            if (const auto* from = comes_from(place, leaving)) {
                customer.existing_person = from->person;
                place.person = from->person;
                within.emplace_back(i, DemoCustomer{from->account, from->sa});
            } else {
                customer.new_person = new_person(i);
            }
            customer.account = new_account(place);
            customer.existing_premise = place.premise;
            customer.services.push_back(service(place));
            sender_.send(std::move(customer), {"csr:ines", "The customer moves in"});
            ++place.tenants;
        }
        sender_.flush();
        std::vector<DemoCustomer> arrived;
        for (std::size_t k = 0; k < coming.size() && !sender_.failure(); ++k) {
            DemoPlace& place = places_[coming[k]];
            take_ids(place, *sender_.made()[first + k]);
            if (!place.commercial && !place.landlord) arrived.push_back({place.account, place.sa});
        }
        for (const auto& [i, from] : within) former_.moved_within(from, {places_[i].account, places_[i].sa});
        if (!request_.plain) debts_.ask_for_deposits(arrived);
    }

    void reverse() {
        const auto reader = sender_.caught_up();
        for (const auto& place : places_) {
            if (place.landlord || !chance_of(3) || debts_.disputes(place.account)) continue;
            const auto state = sender_.account(reader, place.account);
            if (!state) return;
            const auto* sa = state->agreement(place.sa);
            if (state->last_invoice.empty() || !sa || sa->last_segment.empty() || sa->final_billed) continue;
            ReverseInvoice reverse;
            reverse.account = place.account;
            reverse.invoice = state->last_invoice;
            reverse.rebill = true;
            reverse.on = sender_.today();
            reverse.correction_reason = Plain{"Read disputed and confirmed"};
            attempt(std::move(reverse), {"billing:sam", "The read was disputed and confirmed"});
        }
        sender_.flush();
    }

    static constexpr unsigned days_to_estimate = 2;

    eventstore::Division& division_;
    DemoSender sender_;
    const DemoRequest& request_;
    std::mt19937_64 random_;
    std::vector<DemoPlace> places_;
    AccountId example_;
    std::uint64_t payments_posted_ = 0;
    std::map<Date, std::vector<AccountId>> payments_;
    std::map<Date, std::vector<PaymentEventId>> returns_;
    std::vector<std::string> bill_errors_;
    DemoMeters meters_;
    DemoDebts debts_;
    DemoHours hours_;
    DemoPlans plans_;
    DemoCounter counter_;
    DemoContacts contacts_;
    DemoFormer former_;
    DemoCrew crew_;
    DemoDrafts drafts_;
    DemoMarket market_;
    DemoBooks books_;
    DemoChains chains_;
    DemoChance moving_;
    DemoChance types_;
    DemoPlace moved_;
};

}  // namespace

Result<DemoReport> fill_demo(eventstore::Division& division, const DemoRequest& request,
                             const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
    auto time = eventstore::CivilTime::of(division.identity().time_zone.str());
    if (!time) return tl::unexpected(std::move(time.error()));
    return DemoUtility(division, request, *time).fill(progress);
}

}  // namespace tally::tools
