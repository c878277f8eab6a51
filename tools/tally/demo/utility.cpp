#include "tools/tally/demo/utility.h"

#include <array>
#include <map>
#include <random>
#include <set>

#include "consumers/processes/bill_run/bill_run.h"
#include "eventstore/division/civil_time.h"
#include "projections/balances/dispute_queries.h"
#include "tools/tally/demo/debts.h"
#include "tools/tally/demo/hours.h"
#include "tools/tally/demo/settings.h"

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

class DemoUtility {
  public:
    DemoUtility(eventstore::Division& division, const DemoRequest& request, eventstore::CivilTime time)
        : division_(division),
          sender_(division, request.sends),
          request_(request),
          random_(request.seed),
          debts_(sender_, request.seed + 1),
          hours_(sender_, time, request.seed + 2) {}

    Result<DemoReport> fill(const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
        sender_.begin_day(first_day);
        sender_.timed("settings", [&] {
            if (auto applied = apply_example_settings(division_, noon(first_day), request_.plain, sender_.sends());
                !applied)
                sender_.fail(applied.error());
            for (auto& window : example_windows(first_day, request_.months + 2)) sender_.send(std::move(window));
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
        report.sights = sights();
        report.bill_errors = std::move(bill_errors_);
        return report;
    }

  private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    bool chance(std::uint64_t per_thousand) { return below(1000) < per_thousand; }

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
        account.opened_on = sender_.today();
        account.customer_class = Code{place.commercial ? "COM" : "RES"};
        account.bill_cycle = Code{bill_cycles[place.cycle].code};
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
            place.cycle = i % bill_cycles.size();
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
            take_ids(places_[i], sender_.made()[first + i]);
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
    StartService service(const Place& place) {
        StartService start;
        start.sa_type = Code{place.commercial ? "G-COM" : place.water ? "W-RES" : "G-RES"};
        start.service_point = place.service_point;
        start.start_on = sender_.today();
        return start;
    }
    static void take_ids(Place& place, const std::vector<eventstore::MadeId>& made) {
        for (const auto& one : made) {
            if (one.what == "account") place.account = AccountId{one.id};
            if (one.what == "sa") place.sa = ServiceAgreementId{one.id};
        }
    }

    // Those that live in a house of their own, one agreement each.
    std::vector<DemoDebts::Customer> residential() const {
        std::vector<DemoDebts::Customer> customers;
        for (const auto& place : places_)
            if (!place.commercial && !place.landlord) customers.push_back({place.account, place.sa});
        return customers;
    }

    // Where the history has something to look at.
    std::vector<DemoSight> sights() {
        std::vector<DemoSight> sights;
        const auto one_of = [&](const std::string& what, const std::vector<DemoDebts::Customer>& some,
                                const std::string& question) {
            if (!some.empty()) sights.push_back({what, some.size(), question + " " + some.front().account.str()});
        };
        one_of("deposits", debts_.with_deposits(), "deposits");
        one_of("disputes", debts_.with_disputes(), "disputes");
        const auto reader = sender_.caught_up();
        for (const auto& place : places_) {
            const auto answer = projections::disputes(reader, place.account, {});
            if (!answer || !*answer || (*answer)->late_charges.empty()) continue;
            sights.push_back({"late charges", debts_.late_charges(), "disputes " + place.account.str()});
            break;
        }
        if (!debts_.in_collection().empty())
            sights.push_back(
                {"steps of collections", debts_.collection_steps(), "collections " + debts_.in_collection().str()});
        for (const auto& account : hours_.accounts()) {
            const auto state = sender_.account(reader, account);
            if (!state || state->last_invoice.empty()) continue;
            sights.push_back(
                {"customers priced by the hour", hours_.accounts().size(), "invoice " + state->last_invoice.str()});
            sights.push_back({"days of interval values", hours_.days_sent(), "intervals SP-E1"});
            break;
        }
        return sights;
    }

    void run_day() {
        const auto [year, month, day] = ymd(sender_.today());
        if (!request_.plain) hours_.run_day();
        for (std::size_t i = 0; i < bill_cycles.size() && !sender_.failure(); ++i) {
            if (day + 1 == bill_cycles[i].bill_day) sender_.timed("meter reads", [&] { read_meters(i); });
            if (day == bill_cycles[i].bill_day) bill(i);
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
                    sender_.send(std::move(cancel), {"bank:returns", "The bank returned it for want of funds"});
                }
                sender_.flush();
            });
            returns_.erase(due);
        }
        if (!request_.plain) debts_.run_day(residential());
        if (day == 2) sender_.timed("adjustments and special charges", [&] { adjust(); });
        if (day == 25) sender_.timed("moves", [&] { move(); });
        if (day == 27) sender_.timed("reversed invoices", [&] { reverse(); });
    }

    std::int64_t consumption(const Place& place) {
        const auto month = ymd(sender_.today()).month;
        const std::int64_t usual = place.water ? 9 : season[month - 1] * 2 / 3;
        return usual * place.size / 100 + static_cast<std::int64_t>(below(5));
    }
    void read_meter(Place& place) {
        advance(place);
        RecordRead read;
        read.service_point = place.service_point;
        read.read_on = sender_.today();
        read.value = Quantity{place.reading * 1'000'000};
        read.source = Plain{"demo route"};
        sender_.send(std::move(read), {"route:readers", {}});
    }
    void advance(Place& place) { place.reading = (place.reading + consumption(place)) % 100'000; }

    void read_meters(std::size_t cycle) {
        for (auto& place : places_) {
            if (place.cycle != cycle) continue;
            // A meter that could not be read holds the bill in error until the month after.
            if (chance(3)) continue;
            read_meter(place);
        }
        sender_.flush();
    }

    void bill(std::size_t cycle) {
        sender_.flush();
        sender_.timed("bills", [&] {
            const consumers::BillRunRequest request{Code{bill_cycles[cycle].code}, sender_.today(), Plain{"demo"},
                                                    noon(sender_.today()), request_.sends};
            auto report = consumers::run_bills(sender_.port(), sender_.held(), request,
                                               [](const consumers::BillRunProgress&) { return true; });
            if (!report) {
                sender_.fail(in_words(report.error()));
                return;
            }
            if (!*report) return;
            sender_.add_answered((*report)->billed);
            for (const auto& error : (*report)->errors)
                bill_errors_.push_back(to_string(sender_.today()) + " " + error.account.str() + " " + error.sa.str() +
                                       ": " + error.reason.str());
        });
        // Most pay around the due date, some late, a few never; what they pay is decided on that day.
        for (const auto& place : places_) {
            if (place.cycle != cycle || chance(40)) continue;
            payments_[sender_.today() + static_cast<std::int32_t>(chance(120) ? 35 + below(25) : 8 + below(16))]
                .push_back(place.account);
        }
    }

    void pay(const std::vector<AccountId>& payors) {
        const auto reader = sender_.caught_up();
        const std::size_t first = sender_.made().size();
        std::set<std::string> paying;
        for (const auto& id : payors) {
            // Two bills may come due on one day; what is owed is decided on once.
            if (!paying.insert(id.str()).second) continue;
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
            sender_.send(std::move(payment), late ? DemoActor{"csr:ines", "The bank's statement came late"}
                                                  : DemoActor{"bank:lockbox", {}});
        }
        sender_.flush();
        for (std::size_t i = first; i < sender_.made().size(); ++i)
            for (const auto& one : sender_.made()[i])
                if (one.what == "payment_event" && chance(8))
                    returns_[sender_.today() + 4].push_back(PaymentEventId{one.id});
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
                credit.effective_date = sender_.today();
                credit.memo.bytes = "Sorry about the long wait on the phone.";
                sender_.send(std::move(credit), {"csr:noor", "Complaint about the waiting time on the phone"});
            }
            if (chance(6)) {
                CreateSpecialCharge charge;
                charge.account = place.account;
                charge.sa = place.sa;
                charge.charge_type = Code{"RECONNECT"};
                charge.amount = Money{4'500};
                charge.on = sender_.today();
                sender_.send(std::move(charge), {"field:crew-2", "Service reconnected on the customer's request"});
            }
        }
        sender_.flush();
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
            stop.stop_on = sender_.today();
            stop.stop_reads.push_back({Code{"1"}, Quantity{place.reading * 1'000'000}});
            sender_.send(std::move(stop), {"csr:ines", "The customer moves out"});
        }
        sender_.flush();
        if (sender_.failure()) return;
        // Where a landlord does not stand in, the next tenant moves in the day after.
        const Date moved_out = sender_.today();
        sender_.begin_day(moved_out + 1);
        const std::size_t first = sender_.made().size();
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
            sender_.send(std::move(customer), {"csr:ines", "The customer moves in"});
            ++place.tenants;
        }
        sender_.flush();
        std::vector<DemoDebts::Customer> arrived;
        for (std::size_t k = 0; k < moved_in.size() && !sender_.failure(); ++k) {
            Place& place = places_[moved_in[k]];
            take_ids(place, sender_.made()[first + k]);
            if (!place.commercial && !place.landlord) arrived.push_back({place.account, place.sa});
        }
        if (!request_.plain) debts_.ask_for_deposits(arrived);
        sender_.begin_day(moved_out);
        // From now on the landlord pays there.
        for (const auto i : movers) {
            if (!places_[i].landlord) continue;
            places_[i].account = example_;
            places_[i].landlord_pays = true;
        }
    }

    void reverse() {
        const auto reader = sender_.caught_up();
        for (const auto& place : places_) {
            if (place.landlord || !chance(3) || debts_.disputes(place.account)) continue;
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
            sender_.send(std::move(reverse), {"billing:sam", "The read was disputed and confirmed"});
        }
        sender_.flush();
    }

    eventstore::Division& division_;
    DemoSender sender_;
    const DemoRequest& request_;
    std::mt19937_64 random_;
    std::vector<Place> places_;
    AccountId example_;
    std::uint64_t payments_posted_ = 0;
    std::map<Date, std::vector<AccountId>> payments_;
    std::map<Date, std::vector<PaymentEventId>> returns_;
    std::vector<std::string> bill_errors_;
    DemoDebts debts_;
    DemoHours hours_;
};

}  // namespace

Result<DemoReport> fill_demo(eventstore::Division& division, const DemoRequest& request,
                             const std::function<bool(std::uint64_t, std::uint64_t)>& progress) {
    auto time = eventstore::CivilTime::of(division.identity().time_zone.str());
    if (!time) return tl::unexpected(std::move(time.error()));
    return DemoUtility(division, request, *time).fill(progress);
}

}  // namespace tally::tools
