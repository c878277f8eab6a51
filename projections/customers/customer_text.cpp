// Persons, accounts and premises as text.
#include "projections/customers/customer_answers.h"
#include "projections/render/texts.h"

namespace tally::projections {

using namespace domain;

namespace {

// "G-RES until 2022-02-14, G-HEAT" where it changes or changed.
std::string tariffs_of(const domain::ServiceAgreement& agreement) {
    std::string text;
    for (const auto& earlier : agreement.earlier_tariffs)
        text += earlier.tariff.str() + " until " + to_string(earlier.until - 1) + ", ";
    return text + agreement.tariff.str();
}
// "G-LAMP, for 2 until 2022-02-14, 3, 3 periods a bill".
std::string terms_of(const domain::ServiceAgreement& agreement) {
    std::string text = tariffs_of(agreement);
    if (agreement.quantity != one_unit || !agreement.earlier_quantities.empty()) {
        text += ", for ";
        for (const auto& earlier : agreement.earlier_quantities)
            text += to_string(earlier.quantity) + " until " + to_string(earlier.until - 1) + ", ";
        text += to_string(agreement.quantity);
    }
    if (agreement.periods > 1) text += ", " + std::to_string(agreement.periods) + " periods a bill";
    return text;
}
std::string yes(bool value) {
    return value ? "yes" : "";
}
std::string season(const PersonAddress& address) {
    std::string text{name_of(address.kind)};
    if (address.season_first.is_set())
        text += " " + to_string(address.season_first) + ".." + to_string(address.season_last);
    if (address.from.is_set() || address.until.is_set())
        text += " " + to_string(address.from) + ".." + to_string(address.until);
    return text;
}
}  // namespace

void render(const PersonAnswer& person, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += cut_to("Person " + person.person.str() + "  " + texts.clear(person.name.full), line_width_max) + "\n";
    field(out, "Kind", name_of(person.kind));
    if (const Erasure& erasure = person.erasure; erasure.ground != ErasureGround::unstated)
        field(out, "Erased",
              to_string(erasure.at) + " by " + erasure.by.str() + ": " + words(name_of(erasure.ground)) + " (event " +
                  std::to_string(erasure.position) + ")");
    for (const auto& phone : person.phones) field(out, "Phone " + phone.phone_type.str(), texts.clear(phone.number));
    field(out, "E-mail", texts.clear(person.email));
    for (const auto& identifier : person.identifiers)
        field(out, identifier.identifier_type.str(), texts.clear(identifier.identifier));
    for (const auto& address : person.addresses)
        field(out, "Address " + address.address_id.str(),
              texts.one_line(address.address) + "  (" + season(address) + ")");
    if (!person.accounts.empty()) {
        out += '\n';
        texts.currency(out);
        TextTable table({{"Account"},
                         {"Main customer"},
                         {"Main"},
                         {"Resp."},
                         {"Guar."},
                         {"Service address"},
                         {"Payoff", Align::right},
                         {"Current", Align::right}});
        for (const auto& account : person.accounts)
            table.row({account.heading.account.str(), texts.name(account.heading), yes(account.main_customer),
                       yes(account.financially_responsible), yes(account.third_party_guarantor),
                       Texts::one_line(account.heading.service_address), texts.money(account.payoff),
                       texts.money(account.current)});
        table.write(out);
    }
    out += '\n';
    Texts::position(person.position, {}, out);
}

namespace {

void render_terms(const AccountAnswer& account, const Texts& texts, std::string& out) {
    field(out, "Payoff balance", texts.amount(account.payoff));
    field(out, "Current balance", texts.amount(account.current));
    if (!account.unapplied.is_zero()) field(out, "Unapplied credit", texts.amount(account.unapplied));
    field(out, "Opened on", to_string(account.opened_on));
    field(out, "Class", account.customer_class.str());
    field(out, "Type", account.customer_type.str());
    if (!account.rules_class.empty()) field(out, "Rules", "of class " + account.rules_class.str() + ", by its type");
    field(out, "Bill cycle", account.bill_cycle.str());
    if (!account.masters.empty()) {
        std::string trail;
        for (const MasterStep& step : account.masters)
            trail += (trail.empty() ? "" : " < ") + step.master.str() + " " + step.name.str();
        field(out, "Under", trail);
    }
    if (account.requested_due_day != 0) field(out, "Due day asked for", std::to_string(account.requested_due_day));
    if (!account.last_invoice.empty())
        field(out, "Last invoice",
              account.last_invoice.str() + " of " + to_string(account.last_bill_date) + ", due " +
                  to_string(account.last_due_date));
    if (!account.mandate.empty())
        field(out, "Automatic payment",
              "on" + (account.next_draft_on.is_set()
                          ? ", next draft " + to_string(account.next_draft_on) + " of " +
                                texts.amount(account.next_draft_amount) + " (" + account.next_draft_bill.str() + ")"
                          : std::string{", no draft to come"}));
    if (!account.last_payment.empty())
        field(out, "Last payment",
              texts.amount(account.last_payment_amount) + " on " + to_string(account.last_payment_date) + " (" +
                  account.last_payment.str() + ")");
}

void render_persons(const AccountAnswer& account, const Texts& texts, std::string& out) {
    TextTable persons({{"Person"}, {"Name"}, {"Relationship"}, {"Main"}, {"Resp."}, {"Guar."}, {"Bill by"}});
    for (const auto& person : account.persons) {
        std::string routes;
        for (const auto& routing : person.link.bill_routings) {
            if (!routing.receives_copy) continue;
            if (!routes.empty()) routes += ", ";
            routes += routing.route_type.str();
        }
        persons.row({person.link.person.str(), texts.clear(person.name), person.link.relationship_type.str(),
                     yes(person.link.main_customer), yes(person.link.financially_responsible),
                     yes(person.link.third_party_guarantor), routes});
    }
    out += '\n';
    persons.write(out);
}

void render_agreements(const AccountAnswer& account, const Texts& texts, std::string& out) {
    if (account.agreements.empty()) return;
    TextTable agreements({{"Agreement"},
                          {"Service"},
                          {"Status"},
                          {"Tariff"},
                          {"From"},
                          {"To"},
                          {"Location"},
                          {"Meter"},
                          {"Payoff", Align::right}});
    for (const auto& shown : account.agreements) {
        const auto& agreement = shown.agreement;
        agreements.row({agreement.sa.str(), agreement.service.str(), words(name_of(agreement.status)),
                        terms_of(agreement), to_string(agreement.start_on), to_string(agreement.stop_on),
                        agreement.premise.str(), shown.meter.str(), texts.money(shown.payoff)});
    }
    out += '\n';
    agreements.write(out);
}

std::string alert_text(const BillingError& alert) {
    if (!alert.bill_date.is_set()) return words(alert.error.str()) + ": it is charged nothing";
    return "bill of " + to_string(alert.bill_date) + " is held: " + words(alert.error.str()) +
           (alert.sa.empty() ? "" : " (" + alert.sa.str() + ")") + ", try " + std::to_string(alert.attempt);
}

std::vector<std::string> market_alerts(const AccountAnswer& account) {
    std::vector<std::string> texts;
    for (const auto& one : account.market_overdue)
        texts.push_back("answer to " + std::string{meaning_of(one.kind).code} + " " + words(name_of(one.kind)) + " " +
                        one.market_transaction.str() + (one.received ? " of " : " by ") + one.party.str() +
                        " was due on " + to_string(one.due_on));
    for (const auto& one : account.market_unpaired)
        texts.push_back(std::string{meaning_of(one.kind).code} + " " + words(name_of(one.kind)) + " " +
                        one.market_transaction.str() + " answers " + one.original.str() + ", which is not known");
    return texts;
}

void render_alerts(const AccountAnswer& account, const Texts& texts, std::string& out) {
    if (account.alerts.empty() && account.undeliverable_copies.empty() && account.follow_ups.empty() &&
        account.collection.empty() && account.severances.empty() && account.protections.empty() &&
        account.reads_in_doubt.empty() && account.corrections_due.empty() && account.market_overdue.empty() &&
        account.market_unpaired.empty())
        return;
    out += "\nAlerts\n";
    const auto line = [&](const std::string& text) { out += cut_to("  " + text, line_width_max) + "\n"; };
    for (const auto& alert : account.alerts) line(alert_text(alert));
    for (const auto& copy : account.undeliverable_copies)
        line("bill of " + to_string(copy.bill_date) + " did not reach person " + copy.person.str() + " by " +
             copy.route_type.str() + ": " + copy.cure.str());
    for (const auto& one : account.protections)
        line("protected: " + one.protection_type.str() + " (" + one.protection.str() + ") from " + to_string(one.from) +
             (one.until.is_set() ? " until " + to_string(one.until) : "") +
             (one.sa.empty() ? "" : ", of " + one.sa.str()));
    for (const auto& one : account.corrections_due)
        line("bills of " + one.sa.str() + " are to be corrected: what was measured after " + to_string(one.from) +
             " changed on " + to_string(one.noted_on));
    if (!account.collection.empty()) line("in collection: " + account.collection.str());
    for (const auto& one : account.severances)
        line(one.sa.str() +
             (one.disconnected_on.is_set() ? " disconnected since " + to_string(one.disconnected_on)
              : one.ordered_on.is_set()    ? " ordered to be disconnected on " + to_string(one.ordered_on)
                                           : " notified of severance on " + to_string(one.started_on)) +
             " (" + one.severance.str() + ")");
    for (const auto& one : account.reads_in_doubt) {
        std::string kinds;
        for (const auto& doubt : one.doubt.doubts) kinds += (kinds.empty() ? "" : ", ") + words(name_of(doubt.kind));
        line(words(name_of(one.doubt.kind)) + " of " + to_string(one.doubt.day) + " at " + one.service_point.str() +
             " is in doubt: " + kinds);
    }
    for (const auto& text : market_alerts(account)) line(text);
    for (const auto& one : account.follow_ups)
        line("follow-up of " + one.entry.str() + " due since " + to_string(one.on) +
             (one.subject.empty() ? "" : ": " + texts.clear(one.subject)));
}

void render_pending(const AccountAnswer& account, const Texts& texts, std::string& out) {
    if (!account.pending_charges.empty()) {
        out += "\nSpecial charges for the next bill\n";
        for (const auto& charge : account.pending_charges)
            field(out, "  " + charge.charge.str(),
                  texts.amount(charge.amount) + "  " + charge.charge_type.str() + "  " + charge.description.str());
    }
    if (!account.pending_adjustments.empty()) {
        out += "\nAdjustments waiting for approval\n";
        for (const auto& pending : account.pending_adjustments)
            field(out, "  " + pending.request.adjustment.str(),
                  texts.amount(pending.request.amount) + "  " + pending.request.adjustment_type.str() + "  by " +
                      pending.request.requested_by.str());
    }
}

}  // namespace

void render(const AccountAnswer& account, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    texts.heading(account.heading, out);
    render_terms(account, texts, out);
    render_persons(account, texts, out);
    render_agreements(account, texts, out);
    render_alerts(account, texts, out);
    render_pending(account, texts, out);
    out += '\n';
    Texts::position(account.position, {}, out);
}

void render(const PremiseAnswer& premise, const RenderContext& context, std::string& out) {
    const Texts texts(context);
    out += cut_to("Location " + premise.premise.str() + "  " + Texts::one_line(premise.address), line_width_max) + "\n";
    field(out, "Jurisdiction", premise.jurisdiction.str());
    for (const auto& shown : premise.service_points) {
        const auto& point = shown.service_point;
        out += '\n';
        out += cut_to("Service point " + point.service_point.str() + "  " + point.service.str() +
                          (point.market_id.empty() ? "" : "  " + point.market_id.str()),
                      line_width_max) +
               "\n";
        if (shown.occupant.account.empty())
            out += "  paid by no account now\n";
        else
            out += cut_to("  paid by " + shown.occupant.account.str() + "  " + texts.name(shown.occupant),
                          line_width_max) +
                   "\n";
        for (const auto& meter : point.meters)
            out += "  meter " + meter.meter.str() + "  " + to_string(meter.installed_on) + " to " +
                   (meter.removed_on.is_set() ? to_string(meter.removed_on) : "now") + "\n";
        for (const auto& read : point.last_reads)
            out += "  register " + read.channel.str() + "  last read " + to_string(read.value) + " on " +
                   to_string(read.read_on) + "\n";
        if (point.occupancies.empty()) continue;
        TextTable table({{"Account"}, {"Agreement"}, {"From"}, {"To"}});
        for (const auto& occupancy : point.occupancies)
            table.row({occupancy.account.str(), occupancy.sa.str(), to_string(occupancy.from),
                       occupancy.until.is_set() ? to_string(occupancy.until - 1) : ""});
        table.write(out, 2);
    }
    for (const auto& landlord : premise.landlords)
        field(out, "Landlord", landlord.account.str() + "  " + days_text(landlord.from, landlord.until));
    out += '\n';
    Texts::position(premise.position, {}, out);
}

}  // namespace tally::projections
