// The command line while a server holds the store: the same words and exit codes as without one.

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "tests/http/raw_client.h"
#include "tests/http/serving.h"
#include "tests/support/temporary_directory.h"

namespace tally::tests {
namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}
std::size_t occurrences(const std::string& text, const std::string& of) {
    std::size_t count = 0;
    for (auto at = text.find(of); at != std::string::npos; at = text.find(of, at + of.size())) ++count;
    return count;
}

// What is tried is tried now.
std::string without_now(const std::string& text) {
    static const std::regex now{R"(20\d\d-\d\d-\d\dT[0-9:.]*Z)"};
    return std::regex_replace(text, now, "");
}

class CommandLineAtAServer : public testing::Test {
  protected:
    void make(const std::string& store, const std::string& options = {}) const {
        ASSERT_EQ(tally("init --store " + store + options +
                        " --origin ledger.example/gas --currency USD --time-zone America/New_York >/dev/null")
                      .exit_code,
                  0);
        ASSERT_EQ(tally("apply --store " + store + " " + examples_ + "utility.jsonl >/dev/null").exit_code, 0);
    }
    void apply(const std::string& store, const std::string& lines) const {
        const auto ran = tally("apply --store " + store + " " + write("lines.jsonl", lines) + " 2>&1");
        ASSERT_EQ(ran.exit_code, 0) << ran.output;
    }
    void serve(const std::string& store) {
        serving_ = std::make_unique<Serving>(store, at("said"),
                                             std::initializer_list<const char*>{"--commands", "--actor", "desk"});
        ASSERT_NE(serving_->address(), "");
    }
    [[nodiscard]] std::string at(const std::string& name) const { return (directory_.path() / name).string(); }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(at(name)) << text;
        return at(name);
    }
    [[nodiscard]] Ran at_server(const std::string& command) const {
        return tally(command + " --server http://" + serving_->address() + " 2>&1");
    }
    [[nodiscard]] static Ran at_store(const std::string& command, const std::string& store) {
        return tally(command + " --store " + store + " 2>&1");
    }
    // The example's customer under another number.
    [[nodiscard]] static std::string customer(const std::string& number, bool with_read = true) {
        std::ifstream file{examples_ + "customer.jsonl"};
        std::string lines, line;
        while (std::getline(file, line)) {
            if (line.find("bill_cycle_window") != std::string::npos) continue;
            if (!with_read && line.find("record_read") != std::string::npos) continue;
            lines += line + "\n";
        }
        for (const char* id : {"customer-", "read-", "L-", "SP-", "M-"})
            lines = replaced(lines, "\"" + std::string{id} + "1\"", "\"" + std::string{id} + number + "\"");
        return lines;
    }

    static inline const std::string examples_ = std::string{TALLY_SOURCE_DIR} + "/tools/examples/";
    TemporaryDirectory directory_;
    std::unique_ptr<Serving> serving_;
};

TEST_F(CommandLineAtAServer, EventsAndWhatIfAreThoseOfTheStore) {
    const auto store = at("store");
    make(store);
    ASSERT_EQ(tally("apply --store " + store + " " + examples_ + "customer.jsonl >/dev/null").exit_code, 0);
    ASSERT_EQ(tally("bill --store " + store + " --cycle M01 --date 2022-01-05 >/dev/null").exit_code, 0);
    apply(store, R"({"type":"payment.post","command_id":"p1","reason":"said \"paid\"","payment_event":"PE-1",)"
                 R"("received_on":"2022-01-20","tenders":[{"amount":"10.00"}],"shares":[{"account":"1"}]})"
                 "\n");
    const auto good =
        write("good.jsonl", R"({"type":"payment.post","tenders":[{"amount":"1.00"}],"shares":[{"account":"1"}]})"
                            "\n\n"
                            R"({"type":"invoice.reverse","account":"1","invoice":"1-I1"})");
    const auto bad = write("bad.jsonl",
                           "\nno JSON\n},{\n"
                           R"({"type":"payment.post","tenders":[{"amount":"x"}]})"
                           "\n"
                           R"({"type":"payment.post","tenders":[{"amount":"1.00"}],"shares":[{"account":"17"}]})");
    std::string many;
    for (int i = 0; i < 101; ++i)
        many += R"({"type":"invoice.reverse","account":"1","invoice":"1-I1"})"
                "\n";
    const std::vector<std::string> commands{"events",
                                            "events --json",
                                            "events --from 50",
                                            "events --from 999",
                                            "events --stream account/1",
                                            "events --stream account/1 --from 2 --json",
                                            "events --stream account/1 --from 999",
                                            "events --stream account/17",
                                            "events --stream nonsense",
                                            "events --type account",
                                            "events --type nothing.such",
                                            "events --reason paid",
                                            "events --by nobody",
                                            "events --since 2040-01-01T00:00:00Z",
                                            "events --since yesterday",
                                            "what-if " + good,
                                            "what-if --json " + good,
                                            "what-if " + bad,
                                            "what-if --json " + bad,
                                            "what-if " + write("many.jsonl", many),
                                            "what-if " + write("none.jsonl", "\n"),
                                            "what-if /nonexistent",
                                            "what-if --received-at 2022-01-05T12:00:00Z " + good};
    std::vector<Ran> asked;
    serve(store);
    for (const auto& command : commands) asked.push_back(at_server(command));
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto held = at_store(commands[i], store);
        EXPECT_EQ(asked[i].exit_code, held.exit_code) << commands[i] << asked[i].output;
        // The server's words name its parameter, the program's its option.
        const auto said = replaced(asked[i].output, "received_at: ", "--received-at: ");
        if (commands[i].starts_with("what-if"))
            EXPECT_EQ(without_now(said), without_now(held.output)) << commands[i];
        else
            EXPECT_EQ(said, held.output) << commands[i];
    }
    // The pages of a log are one listing.
    EXPECT_GT(occurrences(asked[0].output, "\n"), 55u);
}

TEST_F(CommandLineAtAServer, H13_ARateStudyIsThatOfTheStore) {
    const auto store = at("store");
    make(store);
    ASSERT_EQ(tally("apply --store " + store + " " + examples_ + "customer.jsonl >/dev/null").exit_code, 0);
    ASSERT_EQ(tally("bill --store " + store + " --cycle M01 --date 2022-01-05 >/dev/null").exit_code, 0);
    const auto proposed = write(
        "proposed.jsonl",
        R"({"type":"tariff.publish","tariff":"G-RES","effective_from":"2027-06-01","description":"Proposed",)"
        R"("service":"gas","components":[{"code":"customer","kind":"fixed","description":"Customer","price":"9.00"},)"
        R"({"code":"supply","kind":"usage","description":"Supply","unit":"therm","price":"0.10"}]})"
        "\n");
    const std::string year = "study rates --from 2021-12-01 --to 2022-12-31 ";
    const std::vector<std::string> commands{year + "--tariffs " + proposed,
                                            year + "--json --tariffs " + proposed,
                                            year + "--account 1 --tariffs " + proposed,
                                            year + "--present-on 2022-08-01 --tariffs " + proposed,
                                            year + "--replace G-RES=NONE",
                                            year + "--tariffs " + write("none.jsonl", "{}\n")};
    const auto table = at("accounts.csv");
    const auto read_table = [&] {
        std::ifstream file{table};
        return std::string{std::istreambuf_iterator<char>{file}, {}};
    };
    std::vector<Ran> asked;
    serve(store);
    for (const auto& command : commands) asked.push_back(at_server(command));
    EXPECT_EQ(at_server(year + "--csv " + table + " --tariffs " + proposed).exit_code, 0);
    const auto served = read_table();
    EXPECT_EQ(at_server(year + "--account 99 --tariffs " + proposed).exit_code, 1);
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto held = at_store(commands[i], store);
        EXPECT_EQ(asked[i].exit_code, held.exit_code) << commands[i] << asked[i].output;
        EXPECT_EQ(asked[i].output, held.output) << commands[i];
    }
    EXPECT_EQ(at_store(year + "--csv " + table + " --tariffs " + proposed, store).exit_code, 0);
    EXPECT_EQ(served, read_table());
    EXPECT_GT(occurrences(served, "\n"), 1u);
}

TEST_F(CommandLineAtAServer, ALogOfManyPagesIsPrintedWhole) {
    const auto store = at("store");
    ASSERT_EQ(tally("demo --store " + store + " --accounts 20 --months 4 >/dev/null").exit_code, 0);
    serve(store);
    const auto asked = at_server("events");
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    const auto held = at_store("events", store);
    EXPECT_GT(occurrences(held.output, "\n"), 600u) << "more than a page";
    EXPECT_EQ(asked.output, held.output);
}

TEST_F(CommandLineAtAServer, ABillRunSaysWhatOneOnTheStoreSays) {
    for (const auto& store : {at("held"), at("served")}) {
        make(store);
        ASSERT_EQ(tally("apply --store " + store + " " + examples_ + "customer.jsonl >/dev/null").exit_code, 0);
        apply(store, customer("2") + customer("3", false));
    }
    serve(at("served"));
    for (const std::string command : {"bill --cycle M01 --date 2022-01-05", "bill --cycle M01 --date 2022-01-05 --json",
                                      "bill --cycle M01 --date 2022-01-06", "bill --cycle M17 --date 2022-01-05",
                                      "bill --cycle M01 --date 2030-01-05", "bill --cycle M01 --date 2022-13-01",
                                      "bill --cycle M01 --date 2022-01-05 --received-at 2022-01-05T12:00:00Z"}) {
        const auto served = at_server(command);
        const auto held = at_store(command, at("held"));
        EXPECT_EQ(served.exit_code, held.exit_code) << command;
        EXPECT_EQ(served.output, held.output) << command;
    }
    const auto events = at_server("events --json --type account.statement_issued");
    EXPECT_EQ(occurrences(events.output, "\n"), 2u) << events.output;
    EXPECT_EQ(occurrences(events.output, R"("actor":"desk")"), 2u) << events.output;
    const auto actor = at_server("bill --cycle M01 --date 2022-01-05 --actor me");
    EXPECT_EQ(actor.exit_code, 2);
    EXPECT_NE(actor.output.find("--actor: the server names who signed in"), std::string::npos) << actor.output;
    EXPECT_EQ(at_server("bill --cycle M01 --date 2022-01-05 --kafka x.toml").exit_code, 2);
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    EXPECT_EQ(at_server("bill --cycle M01 --date 2022-01-05").exit_code, 3) << "the server has ended";
    EXPECT_EQ(tally("verify --store " + at("served") + " >/dev/null").exit_code, 0);
}

// A run that is killed has sent commands whose answers it never saw: the next run sends them again.
TEST_F(CommandLineAtAServer, ABillRunThatIsKilledAndRunAgainBillsEachAccountOnce) {
    constexpr int accounts = 120;
    const auto store = at("store");
    make(store);
    ASSERT_EQ(tally("apply --store " + store + " " + examples_ + "customer.jsonl >/dev/null").exit_code, 0);
    std::string lines;
    for (int i = 2; i <= accounts; ++i) lines += customer(std::to_string(i));
    apply(store, lines);
    serve(store);
    const auto bill = std::string{TALLY_PROGRAM} + " bill --cycle M01 --date 2022-01-05 --json --server http://" +
                      serving_->address();
    // Killed at the first statement, wherever the run is then.
    const auto killed =
        run("(" + bill + " >/dev/null 2>&1 & p=$!; for i in $(seq 500); do " + std::string{TALLY_PROGRAM} +
            " events --json --type account.statement_issued --server http://" + serving_->address() +
            " | grep -q . && break; done; kill -9 $p; wait $p; echo $?) 2>/dev/null");
    EXPECT_FALSE(killed.output.empty());
    const auto again = run(bill + " 2>&1");
    EXPECT_EQ(again.exit_code, 0) << again.output;
    const auto statements = at_server("events --json --type account.statement_issued");
    EXPECT_EQ(occurrences(statements.output, "\n"), static_cast<std::size_t>(accounts));
    const auto third = run(bill + " 2>&1");
    EXPECT_NE(third.output.find(R"("due":0,"billed":0)"), std::string::npos) << third.output;
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
}

std::string green_button(std::int64_t start, int hours, int value) {
    std::string readings;
    for (int hour = 0; hour < hours; ++hour)
        readings += "<IntervalReading><timePeriod><duration>3600</duration><start>" +
                    std::to_string(start + hour * 3600) + "</start></timePeriod><value>" + std::to_string(value) +
                    "</value></IntervalReading>\n";
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<entry><link rel="self" href="/User/1/UsagePoint/01"/><link rel="related" href="/User/1/UsagePoint/01/MeterReading"/>
<content><UsagePoint xmlns="http://naesb.org/espi"><ServiceCategory><kind>1</kind></ServiceCategory></UsagePoint></content></entry>
<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01"/><link rel="up" href="/User/1/UsagePoint/01/MeterReading"/>
<link rel="related" href="/ReadingType/07"/><content><MeterReading xmlns="http://naesb.org/espi"/></content></entry>
<entry><link rel="self" href="/ReadingType/07"/><content><ReadingType xmlns="http://naesb.org/espi">
<intervalLength>3600</intervalLength><powerOfTenMultiplier>0</powerOfTenMultiplier><uom>169</uom></ReadingType></content></entry>
<entry><link rel="self" href="/User/1/UsagePoint/01/MeterReading/01/IntervalBlock/1"/>
<content><IntervalBlock xmlns="http://naesb.org/espi">)" +
           readings + "</IntervalBlock></content></entry></feed>\n";
}

TEST_F(CommandLineAtAServer, AnImportSaysWhatOneIntoTheStoreSays) {
    for (const auto& store : {at("held"), at("served")}) {
        make(store);
        apply(
            store,
            R"({"type":"premise.add_location","command_id":"l2","premise":"L-2","address":{"country":"US","address1":"1 Hill"}}
{"type":"premise.add_service_point","command_id":"sp2","premise":"L-2","service_point":"SP-2","service":"gas"}
{"type":"premise.install_meter","command_id":"m2","service_point":"SP-2","meter":"M-2","installed_on":"2013-01-01","registers":[{"channel":"1","unit":"therm","kind":"consumptive"}]}
)");
    }
    serve(at("served"));
    constexpr std::int64_t day_1 = 1'357'016'400;  // 2013-01-01 in New York
    constexpr std::int64_t day_2 = day_1 + 86'400;
    const auto two_days = write("two-days.xml", green_button(day_1, 48, 2));
    const auto last_hours_on = write("last-hours-on.xml", green_button(day_2 + 20 * 3600, 28, 1));
    const auto corrected = write("corrected.xml", green_button(day_2, 24, 3));
    const auto part = write("part.xml", green_button(day_1 + 3 * 86'400, 5, 1));
    const std::string import = "import --service-point SP-2 greenbutton ";
    const auto import_tariff = "import --service gas --tariff R --effective-from 2013-01-01 urdb " +
                               write("rate.json", R"({"fixedmonthlycharge":9,"energyratestructure":[[{"rate":0.1}]]})");
    for (const auto& command :
         {import + two_days + " " + last_hours_on, import + two_days + " " + last_hours_on + " --json",
          import + corrected, import + two_days, import + part, import + write("no.xml", "meter,value\n"),
          import + "/nonexistent.xml", "import --service-point SP-9 greenbutton " + two_days,
          "import --service-point SP-2 --channel 7 --unit kWh greenbutton " + two_days, std::string{"show usage SP-2"},
          import_tariff, import_tariff, import_tariff + " --json", std::string{"show tariff R"}}) {
        const auto served = at_server(command);
        const auto held = at_store(command, at("held"));
        EXPECT_EQ(served.exit_code, held.exit_code) << command << served.output;
        EXPECT_EQ(served.output, held.output) << command;
    }
    EXPECT_EQ(serving_->stop(SIGTERM), 128 + SIGTERM);
    EXPECT_EQ(tally("verify --store " + at("served") + " >/dev/null").exit_code, 0);
}

TEST_F(CommandLineAtAServer, EventsAreFollowedUntilTheProgramIsStopped) {
    const auto store = at("store");
    make(store);
    serve(store);
    const auto end = occurrences(at_server("events --json").output, "\n");
    const auto followed =
        run("(" + std::string{TALLY_PROGRAM} + " events --json --follow --type account --from " + std::to_string(end) +
            " --server http://" + serving_->address() + " > " + at("told") + " 2>&1 & p=$!; " +
            std::string{TALLY_PROGRAM} + " apply --quiet --server http://" + serving_->address() + " " + examples_ +
            "customer.jsonl; for i in $(seq 500); do grep -q service_activated " + at("told") +
            " && break; sleep 0.02; done; kill -INT $p; wait $p; echo ended $?) 2>/dev/null");
    std::ifstream file{at("told")};
    const std::string told{std::istreambuf_iterator<char>{file}, {}};
    const auto all = at_server("events --json --type account --from " + std::to_string(end));
    EXPECT_EQ(told, all.output);
    EXPECT_NE(followed.output.find("ended 130"), std::string::npos) << followed.output;
    EXPECT_EQ(at_server("events --follow --from 9999").exit_code, 1);
}

TEST_F(CommandLineAtAServer, G13_ProcessesAreRunByTheServer) {
    make(at("store"));
    serve(at("store"));
    ASSERT_EQ(tally("apply --quiet --server http://" + serving_->address() + " " + examples_ + "late_charges.jsonl")
                  .exit_code,
              0);
    const std::string late_charges = "run late-charges --date 2023-06-01";
    const auto preview = at_server(late_charges + " --preview");
    EXPECT_EQ(preview.exit_code, 0) << preview.output;
    EXPECT_NE(preview.output.find("nothing was sent."), std::string::npos) << preview.output;
    const auto first = at_server(late_charges + " --json");
    EXPECT_EQ(first.exit_code, 0) << first.output;
    EXPECT_EQ(first.output.find(R"({"on":"2023-06-01","looked_at":)"), 0u) << first.output;
    const auto again = at_server(late_charges);
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_EQ(again.output.find("Late charges of 2023-06-01: "), 0u) << again.output;
    EXPECT_EQ(at_server("run write-offs --date 2023-06-01").exit_code, 2) << "days are to be said";
    const auto refused = at_server(late_charges + " --received-at 2023-06-01T00:00:00Z");
    EXPECT_EQ(refused.exit_code, 2) << refused.output;
    EXPECT_NE(refused.output.find("made without --simulated-time"), std::string::npos) << refused.output;
}

TEST_F(CommandLineAtAServer, WhatAsksNoServerSaysWhatToDoInstead) {
    for (const std::string command : {"init", "verify", "rebuild trial_balance", "export ledger", "replay",
                                      "checkpoint", "serve", "users link ada", "describe roles", "demo"}) {
        const auto refused = tally(command + " --server http://127.0.0.1:1 2>&1");
        EXPECT_EQ(refused.exit_code, 2) << command << refused.output;
        const auto name = command.substr(0, command.find(' '));
        EXPECT_NE(refused.output.find("--server: `tally " + name + "` asks no server: it "), std::string::npos)
            << refused.output;
    }
    const auto help = tally("verify --help");
    EXPECT_EQ(help.output.find("--server"), std::string::npos) << "it is no option of the command";
}

}  // namespace
}  // namespace tally::tests
