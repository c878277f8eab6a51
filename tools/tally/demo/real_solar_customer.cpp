#include "consumers/intake/nem12/nem12_reader.h"
#include "consumers/intake/usage_source.h"
#include "projections/documents/document_queries.h"
#include "projections/explain/explain_queries.h"
#include "projections/intervals/interval_queries.h"
#include "tools/shared/kafka_exit.h"
#include "tools/tally/demo/demo_division.h"
#include "tools/tally/demo/real_customer.h"
#include "tools/tally/demo/sender.h"
#include "tools/tally/demo/settings.h"
#include "tools/tally/import_nem12.h"

namespace tally::tools {

namespace {

using consumers::Intake;

constexpr const char *drawn_suffix = "E1", *sent_back_suffix = "B1";

struct MeterOfFile {
    std::string nmi;
    domain::Date from;  // First and last day with values.
    domain::Date to;
};

// Of the first meter that the file names.
Intake<MeterOfFile> meter_of(const std::string& path) {
    MeterOfFile meter;
    auto file = consumers::MeterFile::open(path);
    if (!file) return tl::unexpected(std::move(file.error()));
    auto more = file->next_file();
    consumers::Nem12Reader reader(*file);
    while (more && *more) {
        auto step = reader.next();
        if (!step) return tl::unexpected(std::move(step.error()));
        if (std::holds_alternative<consumers::Nem12End>(*step)) more = file->next_file();
        if (const auto* channel = std::get_if<consumers::Nem12Channel>(&*step); channel && meter.nmi.empty())
            meter.nmi = channel->nmi;
        if (const auto* day = std::get_if<consumers::Nem12Day>(&*step)) {
            if (!meter.from.is_set() || day->date < meter.from) meter.from = day->date;
            if (!meter.to.is_set() || meter.to < day->date) meter.to = day->date;
        }
    }
    if (!more) return tl::unexpected(std::move(more.error()));
    return meter;
}

domain::MeterRegister counts_kwh(const char* channel) {
    return {.channel = domain::Code{channel},
            .kind = domain::RegisterKind::consumptive,
            .unit = domain::Code{"kWh"},
            .decimals = 3};
}

void show_what_was_billed(Session& session, const eventstore::Division& division, const MeterOfFile& meter) {
    const auto reader = projections::reader_of(division);
    const std::string account = RealCustomer::account;
    const domain::ServicePointId service_point{meter.nmi};
    show_answer(session, division, projections::invoice(reader, domain::DocumentId{account + "-I1"}));
    for (const char* channel : {drawn_suffix, sent_back_channel})
        show_answer(session, division,
                    projections::intervals(reader, service_point, {domain::Code{channel}, meter.from, meter.to}));
    show_answer(session, division, projections::explain_line(reader, domain::DocumentId{account + "-B1-2"}));
}

void bill_solar_customer(Session& session, eventstore::Division& division, const MeterOfFile& meter,
                         const std::string& path) {
    RealCustomer customer(session, division);
    if (!customer.move_in({.moved_in = meter.from,
                           .service = "power",
                           .sa_type = "E-SUN",
                           .service_point = meter.nmi,
                           .meter = "M-1",
                           .registers = {counts_kwh(drawn_suffix), counts_kwh(sent_back_channel)}},
                          1, false))
        return;
    const domain::Date bill_date = domain::add_months(meter.to, 1, 5);
    consumers::HeldUsageSource usage{customer.held()};
    consumers::HeldNamedPoints points{customer.held()};
    consumers::Nem12Request request;
    request.file = path;
    request.channels = {{sent_back_suffix, domain::Code{sent_back_channel}}};
    request.actor = domain::Plain{session.actor};
    request.received_at = noon(bill_date);
    import_nem12_file(session, customer.port(), usage, points, request,
                      [&](const consumers::DivisionError& error) { fail(session, error); });
    if (session.exit_code != exit_done || !customer.bill(bill_date)) return;
    if (auto caught_up = customer.held().catch_up(); !caught_up) return fail(session, caught_up.error());
    print("\n");
    show_what_was_billed(session, division, meter);
    verify_demo(session, division);
    const std::string show = "\n  tally show --store " + session.store;
    print("\nTry next:" + show + " intervals " + meter.nmi + " --from " + domain::to_string(meter.from) + " --to " +
          domain::to_string(meter.from) + show + " tariff E-SUN\n  tally explain --store " + session.store +
          " invoice " + RealCustomer::account + "-I1\n");
}

}  // namespace

void run_real_solar_customer(Session& session, const std::string& path) {
    if (const auto whole = consumers::check_nem12(path); !whole) return session.fail(exit_usage, whole.error().message);
    const auto meter = meter_of(path);
    if (!meter) return session.fail(exit_usage, meter.error().message);
    if (!meter->from.is_set()) return session.fail(exit_usage, path + ": has no values of a day");
    // Days of NEM12 are of this zone's clock.
    auto division =
        make_demo_division(session, {.origin = "demo.example/real-solar", .time_zone = "Australia/Brisbane"});
    if (!division) return;
    bill_solar_customer(session, *division, *meter, path);
    session.close(*division);
}

}  // namespace tally::tools
