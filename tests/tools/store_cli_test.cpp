// What an operator and an auditor do with a store: keep it, copy it, repair it, prove it.

#include <algorithm>
#include <gmock/gmock.h>
#include <vector>

#include "eventstore/division/division.h"
#include "projections/folders.h"
#include "tests/tools/cli_fixture.h"

namespace tally::tests {
namespace {
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* simulated =
    " --origin ledger.example/gas --currency USD --time-zone America/New_York --simulated-time";

class StoreCli : public CliFixture {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const { return (directory_.path() / name).string(); }
    std::string write_file(const std::string& name, const std::string& text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    // The programs have ended: the files are at rest.
    void copy_store(const std::string& to) const {
        fs::remove_all(path(to));
        fs::copy(store_, path(to), fs::copy_options::recursive);
        fs::permissions(path(to) + "/keys", fs::perms::owner_all);
    }
    [[nodiscard]] Ran apply(const std::string& lines, const std::string& options = "") const {
        return tally(in_store("apply") + options + " " + write_lines(lines));
    }
    [[nodiscard]] std::vector<fs::path> files_of(const std::string& folder, const std::string& ending) const {
        std::vector<fs::path> found;
        for (const auto& entry : fs::directory_iterator(fs::path(store_) / folder))
            if (entry.path().extension() == ending) found.push_back(entry.path());
        std::sort(found.begin(), found.end());
        return found;
    }
};

std::string payment(const std::string& id, const std::string& amount, const std::string& more = "") {
    return R"({"type":"payment.post","command_id":")" + id + R"(","received_on":"2022-01-20",)" + more +
           R"("tenders":[{"amount":")" + amount + R"("}],"shares":[{"account":"1"}]})" + "\n";
}

TEST_F(StoreCli, ACopyOfADivisionIsReadAndNeverWritten) {
    make_example();
    {
        tally::eventstore::DivisionOptions options;
        options.directory = store_;
        options.make_folders = tally::projections::make_folders;
        options.log_of_record = "partition 3 of the Kafka topic tally.log";
        auto copy = tally::eventstore::Division::open_copy(options);
        ASSERT_TRUE(copy) << copy.error().message;
        ASSERT_TRUE((*copy)->close());
    }
    const auto replayed = tally(in_store("replay")).output;
    const auto refused = [&](const std::string& command) {
        const auto ran = tally(in_store(command));
        EXPECT_EQ(ran.exit_code, 1) << command << "\n" << ran.output;
        EXPECT_THAT(ran.output, AllOf(HasSubstr("division_is_a_copy"), HasSubstr("partition 3 of the Kafka topic"),
                                      HasSubstr("tally send --kafka")))
            << command;
    };
    refused("apply " + write_lines(payment("p1", "10.00")));
    refused("bill --cycle M01 --date 2022-01-05");
    refused("import greenbutton " + source + "/README.md --service-point SP-1");
    refused("intake --kafka " + write_file("k.toml", "[kafka]\nbootstrap.servers = \"127.0.0.1:1\"\n"));
    EXPECT_EQ(tally(in_store("replay")).output, replayed);
    EXPECT_EQ(tally(in_store("show balance 1")).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
    EXPECT_EQ(tally(in_store("rebuild balances")).exit_code, 0);
}

TEST_F(StoreCli, ACommandIdWithAnotherBodyIsRefusedByName) {
    make_example();
    ASSERT_EQ(apply(payment("p1", "10.00")).exit_code, 0);
    const auto other = apply(payment("p1", "11.00") + payment("p2", "1.00"), " --json");
    EXPECT_EQ(other.exit_code, 1) << other.output;
    EXPECT_THAT(other.output, AllOf(HasSubstr(R"("status":"refused","rejection":"command_id_reused")"),
                                    HasSubstr(R"("command_id":"p2","line":2,"status":"accepted")")))
        << "what follows is taken";
}

// Programs read a problem object for each refusal; people read each of them once.
TEST_F(StoreCli, ARefusalIsOneProblemObjectAndIsShownToPeopleOnce) {
    make_example();
    const auto refused = payment("p1", "0.00") + payment("p2", "0.00") +
                         "{\"type\":\"payment.post\",\"command_id\":\"p3\",\"tender\":[]}\n";
    const auto file = write_lines(refused);
    const auto amount_column = std::to_string(refused.find("\"amount\"") + 1);
    const auto problems = tally(in_store("apply") + " --json " + file + " 2>&1 >/dev/null");
    EXPECT_EQ(problems.exit_code, 1);
    EXPECT_THAT(
        problems.output,
        AllOf(
            HasSubstr(R"({"type":"urn:tallystick:problem:amount_must_be_above_zero","title":"Refused","detail":")"),
            HasSubstr(R"("field":"tenders[0].amount","pointer":"/tenders/0/amount","value":"0.00","cure":")"),
            HasSubstr(R"("command_id":"p1","line":1,"column":)" + amount_column + R"(,"last_line":2,"lines":2})"),
            HasSubstr(R"({"type":"urn:tallystick:problem:unreadable","title":"Unreadable","detail":"tender: )"),
            HasSubstr(R"("field":"tender","pointer":"/tender","cure":"did you mean tenders?","line":3,"column":42})")));
    EXPECT_EQ(std::count(problems.output.begin(), problems.output.end(), '\n'), 2) << problems.output;

    const auto times_named = [](const std::string& text, const std::string& words) {
        std::size_t times = 0;
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++times;
        return times;
    };
    const auto shown = tally(in_store("apply") + " " + file);
    EXPECT_EQ(times_named(shown.output, "amount_must_be_above_zero"), 2u) << "a receipt each:\n" << shown.output;
    EXPECT_EQ(times_named(shown.output, "did you mean tenders?"), 1u) << shown.output;
    EXPECT_THAT(shown.output, HasSubstr("3 of 3 lines were not accepted"));
    const auto quiet = tally(in_store("apply") + " --quiet " + file);
    EXPECT_THAT(quiet.output, AllOf(HasSubstr(file + ":1:" + amount_column + ": refused, amount_must_be_above_zero"),
                                    HasSubstr(" (2 lines, from 1 to 2)"),
                                    HasSubstr(file + ":3:42: tender: is not a field of payment.post")));
    EXPECT_THAT(shown.output,
                AllOf(HasSubstr(file + ":2:" + amount_column + ": p2: refused, amount_must_be_above_zero"),
                      HasSubstr(file + ":3:42: tender: is not a field of payment.post")));
    EXPECT_THAT(tally(in_store("apply") + " - < " + file).output, HasSubstr("stdin:3:42: tender: "));
    EXPECT_EQ(times_named(quiet.output, "amount_must_be_above_zero"), 1u) << quiet.output;
    EXPECT_EQ(times_named(quiet.output, "did you mean tenders?"), 1u) << quiet.output;
}

TEST_F(StoreCli, ReceiptsComeInTheOrderOfTheLines) {
    make_example();
    std::string text = "nonsense\n";
    std::string expected = "1 unreadable\n";
    for (int line = 2; line <= 3'000; ++line) {
        const bool good = line % 3 != 0;
        text += good ? payment("p" + std::to_string(line), "0.01") : "nonsense\n";
        expected += std::to_string(line) + (good ? " accepted\n" : " unreadable\n");
    }
    const auto shown = tally(in_store("apply") + " --json " + write_lines(text) +
                             R"sed( 2>/dev/null | sed -E 's/.*"line":([0-9]+),"status":"([a-z]+)".*/\1 \2/')sed");
    EXPECT_EQ(shown.output, expected);
}

TEST_F(StoreCli, TheReportOfABillRunIsADescribedRecord) {
    make_example();
    EXPECT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05 --json 2>/dev/null").output,
              R"({"cycle":"M01","bill_date":"2022-01-05","due":1,"billed":1,"already_billed":0,"nothing_to_bill":0,)"
              R"("without_agreement":0,"errors_count":0,"interrupted":false,"errors":[],)"
              R"("accounts_without_agreement":[]})"
              "\n");
    EXPECT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-20").exit_code, 1) << "in no window";
    const auto described = tally("describe receipts");
    EXPECT_EQ(described.exit_code, 0);
    EXPECT_THAT(described.output, AllOf(HasSubstr("receipt\n"), HasSubstr("bill_run\n"), HasSubstr("import\n"),
                                        HasSubstr("already_billed")));
    EXPECT_THAT(tally("describe receipts --json").output,
                AllOf(HasSubstr(R"("bill_run":{"type":"object")"), HasSubstr(R"("ReceiptId":{"type":"object")")));
}

TEST_F(StoreCli, WhoActsIsSaidByTheWayInAndNeverByTheCommand) {
    make_example();
    const auto said = apply(payment("p1", "1.00", R"("actor":"boss",)") + payment("p2", "1.00"), " --actor clerk");
    EXPECT_EQ(said.exit_code, 1) << said.output;
    EXPECT_THAT(said.output,
                AllOf(HasSubstr(": actor: is not for a command to say"), HasSubstr("line 2: p2: accepted")));
    EXPECT_THAT(tally(in_store("events") + " --json").output,
                AllOf(HasSubstr(R"("actor":"clerk")"), Not(HasSubstr("boss"))));
    const auto long_one = tally(in_store("apply") + " --actor " + std::string(3'000, 'x') + " " + write_lines(""));
    EXPECT_EQ(long_one.exit_code, 2) << long_one.output;
    // In a history with simulated time both are part of the command.
    store_ = path("simulated");
    ASSERT_EQ(tally(in_store("init") + simulated + " --received-at 2022-01-01T00:00:00Z").exit_code, 0);
    const auto define =
        R"({"type":"settings.define_bill_cycle","command_id":"c","received_at":"2022-01-02T00:00:00Z","actor":")";
    const auto rest = R"(","row":{"code":"M01","description":"First"}})";
    EXPECT_THAT(apply(define + std::string(3'000, 'x') + rest).output, HasSubstr("field_invalid: actor"));
    EXPECT_EQ(apply(std::string{define} + "boss" + rest).exit_code, 0);
    EXPECT_THAT(tally(in_store("events") + " --json").output, HasSubstr(R"("actor":"boss")"));
}

TEST_F(StoreCli, SimulatedTimeIsTheCommandsOwnAndNeverGoesBack) {
    const auto define = [](const std::string& id, const std::string& received_at) {
        return R"({"type":"settings.define_bill_cycle","command_id":")" + id + R"(","received_at":")" + received_at +
               R"(","row":{"code":")" + id + R"(","description":"A cycle"}})" + "\n";
    };
    // Without --received-at the first event lies before whatever is simulated.
    ASSERT_EQ(tally(in_store("init") + simulated).exit_code, 0);
    EXPECT_EQ(apply(define("A", "2024-01-20T17:00:00Z")).exit_code, 0);
    EXPECT_THAT(tally(in_store("events") + " --json").output,
                AllOf(HasSubstr(R"("recorded_at":"1970-01-01T12:00:00Z")"),
                      HasSubstr(R"("recorded_at":"2024-01-20T17:00:00Z")")));
    const auto back = apply(define("B", "2024-01-20T16:59:59Z") + define("C", "2024-01-20T17:00:00Z"));
    EXPECT_EQ(back.exit_code, 1) << back.output;
    EXPECT_THAT(back.output, AllOf(HasSubstr("received_at_goes_back: received_at \"2024-01-20T16:59:59Z\""),
                                   HasSubstr("recorded at 2024-01-20T17:00:00Z"), HasSubstr("C: accepted")));

    store_ = path("second");
    ASSERT_EQ(tally(in_store("init") + simulated + " --received-at 2024-01-01T00:00:00Z").exit_code, 0);
    EXPECT_THAT(tally(in_store("events") + " --json").output, HasSubstr(R"("recorded_at":"2024-01-01T00:00:00Z")"));
    EXPECT_EQ(apply(define("A", "2023-12-31T00:00:00Z")).exit_code, 1);

    store_ = path("third");
    EXPECT_EQ(tally(in_store("init") + " --origin a.b/c --currency USD --time-zone UTC --received-at "
                                       "2024-01-01T00:00:00Z")
                  .exit_code,
              2)
        << "the clock says it";
    EXPECT_EQ(tally(in_store("init") + simulated + " --received-at yesterday").exit_code, 2);
}

// What is wrong with every command of a run is said once, before any is sent.
TEST_F(StoreCli, ARunInSimulatedTimeAsksForItsInstantBeforeItBegins) {
    ASSERT_EQ(tally(in_store("init") + simulated).exit_code, 0);
    for (const char* command : {"bill --cycle M01", "run late-charges", "run arrangements", "run budgets",
                                "run collections", "run collective-bills", "run corrections", "run drafts",
                                "run estimates", "run deposit-interest", "run deposit-review", "run refunds",
                                "run remittances", "run unbilled", "run unclaimed", "run write-offs --days 30"}) {
        const auto refused = tally(in_store(command) + " --date 2022-01-05");
        EXPECT_EQ(refused.exit_code, 2) << command;
        EXPECT_THAT(refused.output, HasSubstr("--received-at is required: the division has simulated time")) << command;
    }
    const auto ran = tally(in_store("run refunds") + " --date 2022-01-05 --received-at 2022-01-05T12:00:00Z");
    EXPECT_EQ(ran.exit_code, 0) << ran.output;
}

TEST_F(StoreCli, AnErrorThatManyLinesShareIsSaidOnce) {
    ASSERT_EQ(tally(in_store("init") + simulated).exit_code, 0);
    const auto applied = tally(in_store("apply") + " --quiet " + source + "/tools/examples/utility.jsonl");
    EXPECT_EQ(applied.exit_code, 1);
    const std::string words = "field_missing: received_at";
    const auto first = applied.output.find(words);
    ASSERT_NE(first, std::string::npos) << applied.output;
    EXPECT_EQ(applied.output.find(words, first + 1), std::string::npos) << applied.output;
    EXPECT_THAT(applied.output, HasSubstr(" lines, from 1 to "));
}

TEST_F(StoreCli, AByteOrderMarkCostsNoLine) {
    const std::string mark = "\xEF\xBB\xBF";
    make_example();
    EXPECT_EQ(apply(mark + payment("p1", "1.00") + mark + payment("p2", "1.00")).exit_code, 0);
    EXPECT_EQ(apply(mark + "\n").exit_code, 0) << "an empty file of an editor";
    for (const char* key : {"signing_seed", "digest_key", "verifier-key"}) {
        const auto file = fs::path(store_) / "keys" / key;
        std::ifstream in(file);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        std::ofstream(file) << mark << text;
    }
    EXPECT_EQ(tally(in_store("show balance 1")).exit_code, 0);
    const auto toml =
        write_file("k.toml", mark + "[kafka]\nbootstrap.servers = \"127.0.0.1:1\"\nsasl.password = \"x\"\n");
    EXPECT_THAT(tally(in_store("feed invoices") + " --kafka " + toml).output, HasSubstr("sasl.password.file"));
    const auto noted = run(std::string{TALLY_PROGRAM} + " " + in_store("checkpoint") + " 2>/dev/null");
    EXPECT_EQ(tally(in_store("verify") + " --log-only --checkpoint " + write_file("n", mark + noted.output)).exit_code,
              0);
}

TEST_F(StoreCli, AStoreWithoutItsCheckpointIsNotWell) {
    make_example();
    ASSERT_EQ(tally(in_store("verify")).exit_code, 0);
    fs::remove(fs::path(store_) / "checkpoint");
    fs::remove(fs::path(store_) / "checkpoint.signing");
    for (int times = 0; times < 2; ++times) {
        const auto verified = tally(in_store("verify"));
        EXPECT_EQ(verified.exit_code, 1) << verified.output;
        EXPECT_THAT(verified.output, HasSubstr("the signed checkpoint is missing"));
    }
    EXPECT_EQ(apply(payment("p1", "1.00")).exit_code, 0) << "the ledger goes on";
    EXPECT_EQ(tally(in_store("verify")).exit_code, 1) << "and does not hide it";
    EXPECT_EQ(tally(in_store("checkpoint")).exit_code, 0);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(StoreCli, F6_AnAuditorVerifiesWithTheVerifierKeyAndANoteAlone) {
    const auto init = tally(in_store("init") + " --origin ledger.example/gas --currency USD --time-zone UTC --json");
    ASSERT_EQ(init.exit_code, 0);
    const std::string verifier_is = "\"verifier_key\":\"";
    const auto from = init.output.find(verifier_is) + verifier_is.size();
    const auto key = init.output.substr(from, init.output.find('"', from) - from);
    ASSERT_EQ(tally(in_store("apply") + " " + source + "/tools/examples/utility.jsonl").exit_code, 0);
    copy_store("older");
    ASSERT_EQ(tally(in_store("apply") + " " + source + "/tools/examples/customer.jsonl").exit_code, 0);
    const auto note =
        write_file("note", run(std::string{TALLY_PROGRAM} + " " + in_store("checkpoint") + " 2>/dev/null").output);

    fs::rename(store_ + "/keys", path("keys-apart"));
    const auto audit = " --verifier-key " + key + " --checkpoint " + note;
    const auto well = tally(in_store("verify") + audit);
    EXPECT_EQ(well.exit_code, 0) << well.output;
    EXPECT_THAT(well.output, AllOf(HasSubstr("note"), HasSubstr("entries verify")));
    const auto replayed = tally(in_store("replay") + " --verifier-key " + key);
    EXPECT_EQ(replayed.exit_code, 0) << replayed.output;
    EXPECT_THAT(replayed.output, AllOf(HasSubstr("replayed from"), HasSubstr("Held against the checkpoint signed at")));
    const auto root = well.output.substr(well.output.find("entries: ") + 9, 20);
    EXPECT_THAT(replayed.output, HasSubstr(root)) << "the root that verify computed";
    EXPECT_EQ(tally(in_store("replay") + " --verifier-key nonsense").exit_code, 2);
    EXPECT_EQ(tally(in_store("replay") + " --to 99999 --verifier-key " + key).exit_code, 1);
    const auto to_come = tally(in_store("replay") + " --recorded-before 2999-01-01T00:00:00Z --verifier-key " + key);
    EXPECT_EQ(to_come.exit_code, 1) << to_come.output;
    EXPECT_THAT(to_come.output, HasSubstr("--recorded-before: '2999-01-01T00:00:00Z': that is yet to come"));
    const auto signed_at = replayed.output.find("signed at position ") + 19;
    const auto size = replayed.output.substr(signed_at, replayed.output.find('.', signed_at) - signed_at);
    EXPECT_THAT(tally(in_store("replay") + " --json --verifier-key " + key).output,
                HasSubstr("\"checkpoint_size\":" + size + ","));
    // Without a checkpoint to hold it against nothing is replayed.
    const auto move_checkpoint = [](const std::string& here, const std::string& there) {
        for (const char* name : {"/checkpoint", "/checkpoint.signing"})
            if (fs::exists(here + name)) fs::rename(here + name, there + name);
    };
    fs::create_directory(path("apart"));
    move_checkpoint(store_, path("apart"));
    const auto unheld = tally(in_store("replay") + " --verifier-key " + key);
    EXPECT_EQ(unheld.exit_code, 1) << unheld.output;
    EXPECT_THAT(unheld.output, AllOf(HasSubstr("checkpoint is missing"), Not(HasSubstr("replayed from"))));
    move_checkpoint(path("apart"), store_);
    // An older copy of the store is whole in itself; the newer note shows that it is not all.
    const auto older = "verify --store " + path("older");
    EXPECT_EQ(tally(older + " --verifier-key " + key).exit_code, 0);
    const auto found = tally(older + audit);
    EXPECT_EQ(found.exit_code, 1) << found.output;
    EXPECT_THAT(found.output, HasSubstr("the store is an older copy"));
    EXPECT_EQ(tally(older + " --checkpoint " + note).exit_code, 1) << "with its keys it is found too";
    EXPECT_EQ(tally(older + " --verifier-key nonsense").exit_code, 2);
    EXPECT_EQ(tally(older + " --checkpoint " + path("no-such-file")).exit_code, 2);
}

TEST_F(StoreCli, TheCheckpointsRootIsTheOneThatReplayPrints) {
    make_example();
    const auto noted = tally(in_store("checkpoint") + " --json").output;
    const std::string root_is = "\"root\":\"";
    ASSERT_NE(noted.find(root_is), std::string::npos) << noted;
    const auto hex = noted.substr(noted.find(root_is) + root_is.size(), 64);
    const auto note = run(std::string{TALLY_PROGRAM} + " " + in_store("checkpoint") + " 2>/dev/null").output;
    const auto second = note.find('\n', note.find('\n') + 1) + 1;
    const auto base64 = note.substr(second, note.find('\n', second) - second);
    EXPECT_THAT(tally(in_store("replay")).output, HasSubstr("root " + hex + " (in a checkpoint " + base64 + ")"));
    EXPECT_THAT(tally(in_store("verify")).output, HasSubstr(hex + " (in a checkpoint " + base64 + ")"));
}

// One bad block, rubbish, half a directory: one command makes the views anew.
TEST_F(StoreCli, ViewsAreReplacedByOneCommandWhateverTheyHold) {
    make_example();
    ASSERT_EQ(tally(in_store("bill") + " --cycle M01 --date 2022-01-05").exit_code, 0);
    const auto balance = tally(in_store("show balance 1")).output;
    const auto well_again = [&](const std::string& what) {
        const auto rebuilt = tally(in_store("rebuild"));
        EXPECT_EQ(rebuilt.exit_code, 0) << what << "\n" << rebuilt.output;
        EXPECT_EQ(tally(in_store("show balance 1")).output, balance) << what;
        EXPECT_EQ(tally(in_store("verify")).exit_code, 0) << what;
    };
    const auto views = fs::path(store_) / "views";
    // Each file in turn is spoilt in its middle.
    for (std::size_t at = 0;; ++at) {
        const auto files = files_of("views", ".sst");
        ASSERT_FALSE(files.empty());
        if (at >= files.size() || at >= 4) break;
        const auto middle = fs::file_size(files[at]) / 3;
        std::fstream file(files[at], std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(middle));
        file << "\xff\xff\xff\xff rubbish \xff\xff";
        file.close();
        well_again("a block of " + files[at].filename().string());
    }
    std::ofstream(views / "CURRENT") << "rubbish";
    well_again("CURRENT");
    for (const auto& file : fs::directory_iterator(views)) {
        if (!file.is_regular_file()) continue;
        std::ofstream(file.path()) << "rubbish";
    }
    well_again("every file");
    fs::remove_all(views);
    std::ofstream(views.string()) << "rubbish";
    well_again("a file in place of the directory");
    fs::remove_all(views);
    well_again("nothing at all");
    // What is wrong elsewhere is said, and the views stay.
    fs::rename(store_ + "/keys/digest_key", path("digest_key"));
    EXPECT_NE(tally(in_store("rebuild")).exit_code, 0);
    EXPECT_TRUE(fs::is_directory(views));
}

TEST_F(StoreCli, CompactingMakesAStoreSmallerAndChangesNothingThatItHolds) {
    ASSERT_EQ(tally("demo --store " + store_ + " --accounts 40 --months 6 --seed 3").exit_code, 0);
    const auto root = tally(in_store("replay")).output;
    const auto trial_balance = tally(in_store("show trial-balance")).output;
    const auto compacted = tally(in_store("compact --json"));
    ASSERT_EQ(compacted.exit_code, 0) << compacted.output;
    const auto number = [&](const std::string& name) {
        const auto at = compacted.output.find("\"" + name + "\":");
        return at == std::string::npos ? 0ULL : std::stoull(compacted.output.substr(at + name.size() + 3));
    };
    EXPECT_GT(number("log_bytes"), 0U) << compacted.output;
    EXPECT_LT(10 * number("log_bytes"), 9 * number("log_bytes_before")) << compacted.output;
    EXPECT_LT(number("view_bytes"), number("view_bytes_before")) << compacted.output;
    EXPECT_THAT(compacted.output, HasSubstr("\"finished\":true"));
    EXPECT_EQ(tally(in_store("replay")).output, root);
    EXPECT_EQ(tally(in_store("show trial-balance")).output, trial_balance);
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
    // It goes on with what is written since.
    ASSERT_EQ(tally(in_store("apply -") + " < /dev/null").exit_code, 0);
    const auto again = tally(in_store("compact"));
    EXPECT_EQ(again.exit_code, 0) << again.output;
    EXPECT_THAT(again.output, AllOf(HasSubstr("Log "), HasSubstr("Views "), Not(HasSubstr("Interrupted"))));
}

TEST_F(StoreCli, KeysThatAreMissingOpenNothing) {
    make_example();
    EXPECT_THAT(tally(in_store("show person 1")).output, Not(HasSubstr("missing")));
    fs::rename(store_ + "/keys/persons", path("persons"));
    for (const char* command : {"show person 1", "verify", "search turner"}) {
        const auto ran = tally(in_store(command));
        EXPECT_NE(ran.exit_code, 0) << command;
        EXPECT_THAT(ran.output, AllOf(HasSubstr("keys/persons: the key of person"), Not(HasSubstr("erased"))))
            << command;
        EXPECT_FALSE(fs::exists(store_ + "/keys/persons")) << "no empty one takes its place";
    }
    fs::rename(path("persons"), store_ + "/keys/persons");
    EXPECT_EQ(tally(in_store("verify")).exit_code, 0);
}

TEST_F(StoreCli, H4_APersonIsErasedAndTheStoreStillVerifies) {
    make_example();
    const auto erase = [&](const std::string& id, const std::string& person) {
        return apply(R"({"type":"person.erase","command_id":")" + id + R"(","person":")" + person +
                     R"(","ground":"request"})" + "\n");
    };
    ASSERT_EQ(
        apply(R"({"type":"person.register","command_id":"p9","person":"9","name":{"full":"Quillon Hollunderbusch"}})"
              "\n")
            .exit_code,
        0);
    EXPECT_THAT(erase("e1", "1").output, HasSubstr("person_has_service"));
    EXPECT_EQ(erase("e2", "9").exit_code, 0);
    EXPECT_THAT(erase("e3", "9").output, HasSubstr("unchanged"));
    EXPECT_THAT(tally(in_store("show person 9")).output,
                AllOf(HasSubstr("(erased)"), HasSubstr(": request (event "), Not(HasSubstr("Hollunderbusch"))));
    EXPECT_THAT(tally(in_store("search hollunderbusch")).output, Not(HasSubstr("9")));
    EXPECT_THAT(apply(R"({"type":"person.set_email","command_id":"m9","person":"9","email":"q@example.org"})"
                      "\n")
                    .output,
                HasSubstr("person_erased"));
    const auto verified = tally(in_store("verify"));
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

// README, "Backup, restore, upgrade".
TEST_F(StoreCli, ABackupIsRestoredAndProven) {
    make_example();
    const auto balance = tally(in_store("show balance 1")).output;
    const auto note =
        write_file("note", run(std::string{TALLY_PROGRAM} + " " + in_store("checkpoint") + " 2>/dev/null").output);
    ASSERT_EQ(run("tar -C " + store_ + " -cf " + path("log.tar") + " log checkpoint checkpoint.signing").exit_code, 0);
    ASSERT_EQ(run("tar -C " + store_ + " -cf " + path("keys.tar") + " keys").exit_code, 0);
    ASSERT_EQ(apply(payment("p1", "1.00")).exit_code, 0);
    store_ = path("restored");
    fs::create_directories(store_);
    ASSERT_EQ(run("tar -C " + store_ + " -xf " + path("log.tar")).exit_code, 0);
    ASSERT_EQ(run("tar -C " + store_ + " -xf " + path("keys.tar")).exit_code, 0);
    const auto verified = tally(in_store("verify") + " --checkpoint " + note);
    EXPECT_EQ(verified.exit_code, 0) << verified.output;
    EXPECT_EQ(tally(in_store("show balance 1")).output, balance);
}

}  // namespace
}  // namespace tally::tests
