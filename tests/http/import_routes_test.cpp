// Meter files sent over HTTP: imported as the command line imports them, in the name of who sent them, once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "tests/http/http_access_fixture.h"
#include "tools/http/routes/import_formats.h"

namespace tally::tools {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view bytes_type = "Content-Type: application/octet-stream\r\n";

// A service point "sp-NMI1" whose meter counts E1 by interval, and another whose register is read.
void make_meters(const ServedDivision& served) {
    for (
        const char* command :
        {R"({"type":"settings.define_service","command_id":"mf-s","row":{"code":"power","description":"Electricity"}})",
         R"({"type":"premise.add_location","command_id":"l","premise":"L-9","address":{"country":"US","address1":"1 Hill"}})",
         R"({"type":"premise.add_service_point","command_id":"mf-p","premise":"L-9","service_point":"sp-NMI1","service":"power","market_id":"NMI1"})",
         R"({"type":"premise.install_meter","command_id":"mf-m","service_point":"sp-NMI1","meter":"M-91","installed_on":"2020-01-01","registers":[{"channel":"E1","unit":"kWh","kind":"consumptive","decimals":3}]})",
         R"({"type":"premise.add_service_point","command_id":"mf-p2","premise":"L-9","service_point":"sp-2","service":"power"})",
         R"({"type":"premise.install_meter","command_id":"mf-m2","service_point":"sp-2","meter":"M-92","installed_on":"2020-01-01","registers":[{"channel":"kwh","unit":"kWh","kind":"subtractive","dials":5}],"reads":[{"channel":"kwh","value":"0"}]})"})
        served.execute(command);
}

std::string nem12_day(const std::string& date, int value) {
    std::string text = "300," + date + ",";
    for (int i = 0; i < 48; ++i) text += std::to_string(value) + ",";
    return text + "A,,,,\n";
}
std::string nem12_file(const std::string& days) {
    return "100,NEM12,202202241702,,RET\n200,NMI1,E1Q1,E1,E1,N1,M-91,kWh,30,\n" + days +
           "200,NMI1,E1Q1,Q1,Q1,N1,M-91,kVArh,30,\n" + nem12_day("20220101", 1) + "900\n";
}

std::string post_file(std::string_view target, const std::string& body, const std::string& headers = {}) {
    return "POST " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n" + std::string{bytes_type} + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

RawAnswer imported(std::string_view address, const std::string& request) {
    RawClient client{address};
    EXPECT_TRUE(client.say(request));
    auto answer = client.hear();
    if (answer.status != 200) return answer;
    EXPECT_EQ(answer.headers.at("content-type"), "application/jsonl");
    while (const auto chunk = client.hear_chunk()) {
        if (chunk->empty()) return answer;
        answer.body += *chunk;
    }
    ADD_FAILURE() << "cut off after " << answer.body;
    return answer;
}

class HttpImports : public testing::Test {
  protected:
    void SetUp() override {
        make_meters(served_);
        auto started = HttpServer::start("127.0.0.1:0", routes_);
        ASSERT_TRUE(started) << started.error();
        server_ = std::move(*started);
    }
    std::string lines_of(std::string_view target, const std::string& body) const {
        const auto answer = imported(server_->address(), post_file(target, body));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.body;
    }
    [[nodiscard]] std::uint64_t end() const { return served_.division().store().durable_end(); }

    ServedDivision served_;
    EmbeddedDirectory directory_{served_.division()};
    consumers::AsyncDivisionPort port_{served_.division()};
    HttpRoutes routes_{directory_, &port_, "csr:ines"};
    std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpImports, ANem12FileIsImportedOnceAndSaysWhatWasLeftOut) {
    const auto before = end();
    const auto file = nem12_file(nem12_day("20220101", 1) + nem12_day("20220102", 2));
    const auto lines = lines_of("/v1/imports/nem12?file=march.csv&clock=local", file);
    EXPECT_THAT(lines, HasSubstr(R"({"commands":0,"answered":0})"
                                 "\n"));
    const auto outcome = lines.substr(lines.rfind('\n', lines.size() - 2) + 1);
    EXPECT_THAT(outcome,
                HasSubstr("march.csv: 2 days of 1 meter from 2022-01-01 until 2022-01-03, 96 values, 144 kWh."));
    EXPECT_THAT(outcome, HasSubstr("2 recorded, 0 recorded before, 0 unchanged, 0 refused, 1 left out."));
    EXPECT_THAT(outcome, HasSubstr(R"("findings":["march.csv, line 5, NMISuffix: NMI1 Q1 is left out)"));
    EXPECT_THAT(outcome, HasSubstr(R"("report":{"file":"march.csv","meters":1,"days":2,"values":96)"));
    EXPECT_THAT(outcome, EndsWith("}\n"));
    EXPECT_EQ(end(), before + 2);
    std::string written;
    for (auto reader = served_.division().store().read_log(before); reader.next();) written += reader.entry();
    EXPECT_THAT(written, HasSubstr("csr:ines")) << "in the name of who sent it";
    EXPECT_THAT(written, HasSubstr("march.csv"));
    EXPECT_THAT(written, Not(HasSubstr("tally-upload"))) << "where it was kept is nothing to anyone";

    EXPECT_THAT(lines_of("/v1/imports/nem12?file=march.csv&clock=local&ignore=Q1", file),
                HasSubstr("0 recorded, 0 recorded before, 2 unchanged, 0 refused, 0 left out."));
    EXPECT_EQ(end(), before + 2);
}

TEST_F(HttpImports, EachFormatIsListedAndTakesItsParameters) {
    const auto list = tests::get(server_->address(), "/v1/imports");
    EXPECT_EQ(list.status, 200) << list.body;
    for (const auto& format : import_formats()) {
        EXPECT_THAT(list.body, HasSubstr("{\"format\":\"" + std::string{format.name} + "\""));
        for (const auto& parameter : format.parameters)
            EXPECT_THAT(list.body, HasSubstr("{\"parameter\":\"" + std::string{parameter.name} + "\""));
    }
    EXPECT_THAT(list.body, HasSubstr(R"("commands":["premise.record_interval_day"])"));

    // content = "reads", its columns sp, day and value, and days as YYYY-MM-DD; then the same without its end.
    const std::string mapping =
        "Y29udGVudCA9ICJyZWFkcyIKdGltZV9mb3JtID0gIllZWVktTU0tREQiCltjb2x1bW5zXQpzZXJ2aWNlX3BvaW50ID0gInNwIgpyZWFkX29uID"
        "0gI"
        "mRheSIKdmFsdWUgPSAidmFsdWUiCg";
    const auto reads = lines_of("/v1/imports/csv?file=reads.csv&mapping=" + mapping,
                                "sp,day,value\nsp-2,2022-01-31,120\nsp-9,2022-01-31,5\n");
    EXPECT_THAT(reads, HasSubstr("reads.csv: 1 read of 1 register"));
    EXPECT_THAT(reads, HasSubstr("1 recorded"));
    EXPECT_THAT(reads, HasSubstr("reads.csv, line 3, sp: sp-9"));

    const auto nem13 = lines_of("/v1/imports/nem13?file=q.csv&any_serial=true", "100,NEM13,202202241702,,RET\n900\n");
    EXPECT_THAT(nem13, HasSubstr("q.csv"));

    const auto green_button = lines_of("/v1/imports/greenbutton?file=usage.xml&service_point=sp-2",
                                       "<feed xmlns=\"http://www.w3.org/2005/Atom\"/>");
    EXPECT_THAT(green_button, HasSubstr(R"({"error":"usage.xml)"));
    EXPECT_THAT(green_button, Not(HasSubstr("tally-upload")));
}

TEST_F(HttpImports, AFileThatIsRefusedWholeLeavesNothing) {
    const auto before = end();
    EXPECT_THAT(lines_of("/v1/imports/nem12?file=cut.csv", "100,NEM12,202202241702,,RET\n200,NMI1"),
                HasSubstr(R"({"error":"cut.csv)"));
    EXPECT_THAT(lines_of("/v1/imports/nem12?file=empty.csv", ""), HasSubstr(R"({"error":"empty.csv)"));
    EXPECT_THAT(lines_of("/v1/imports/nem12?file=broken.zip", "PK\x03\x04 and no more"), HasSubstr(R"({"error":")"));
    EXPECT_EQ(end(), before);
}

TEST_F(HttpImports, WhatIsWrongIsSaidBeforeTheFileIsTaken) {
    const auto before = end();
    const auto is = [&](const std::string& target, int status, const std::string& part) {
        const auto answer = imported(server_->address(), post_file(target, "100,NEM12\n"));
        EXPECT_EQ(answer.status, status) << target;
        EXPECT_THAT(answer.body, HasSubstr(part)) << target;
    };
    is("/v1/imports/pdf?file=a", 404, "give one of csv, greenbutton, nem12, nem13");
    is("/v1/imports/nem12", 400, "file: it is missing");
    is("/v1/imports/nem12?file=", 400, "file: it has no value");
    is("/v1/imports/nem12?file=..%2Fa", 400, "file: give the file's name alone");
    is("/v1/imports/nem12?file=..", 400, "file: give the file's name alone");
    is("/v1/imports/nem12?file=" + std::string(129, 'a'), 400, "file: it is longer than 128 bytes");
    is("/v1/imports/nem12?file=a&mapping=b", 400, "mapping: this format has no such parameter");
    is("/v1/imports/nem12?file=a&clock=utc", 400, "clock: give nem or local");
    is("/v1/imports/nem12?file=a&registers=E1", 400, "registers: 'E1' does not map a suffix");
    is("/v1/imports/nem13?file=a&any_serial=1", 400, "any_serial: give true or false");
    is("/v1/imports/csv?file=a", 400, "mapping: it is missing");
    is("/v1/imports/csv?file=a&mapping=*", 400, "mapping: it is no base64url");
    is("/v1/imports/csv?file=a&mapping=YQ", 400, "mapping: mapping");
    is("/v1/imports/greenbutton?file=a", 400, "service_point: it is missing");
    is("/v1/imports/greenbutton?file=a&service_point=a%20b", 400, "service_point: ");
    is("/v1/imports/greenbutton?file=a&service_point=a&flow_direction=x", 400, "flow_direction: ");
    is("/v1/imports/nem12?file=a&received_at=2022-02-01T00:00:00Z", 400, "no simulated time");
    const auto with = [&](const std::string& headers) {
        return imported(server_->address(), "POST /v1/imports/nem12?file=a HTTP/1.1\r\nHost: localhost\r\n" + headers +
                                                "Content-Length: 1\r\n\r\na")
            .status;
    };
    EXPECT_EQ(with("Content-Type: text/plain\r\n"), 415);
    EXPECT_EQ(with(std::string{bytes_type} + "Origin: http://a.example\r\n"), 403);
    EXPECT_EQ(tests::get(server_->address(), "/v1/imports/nem12?file=a").status, 405);
    EXPECT_EQ(end(), before);
}

// Where people sign in, a file is for those who may send its commands.
TEST_F(HttpAccess, AMeterFileIsForThoseWhoMaySendItsCommands) {
    make_meters(served_);
    add("carla", R"(["clerk"])");
    add("adele", R"(["auditor"])");
    const auto before = end();
    const auto file = nem12_file(nem12_day("20220101", 1));
    const std::string target = "/v1/imports/nem12?file=march.csv&clock=local";
    EXPECT_EQ(imported(server_->address(), post_file(target, file)).status, 401);
    const auto auditor = imported(server_->address(), post_file(target, file, sign_in("adele").headers()));
    EXPECT_EQ(auditor.status, 403);
    EXPECT_THAT(auditor.body, HasSubstr("'premise.record_interval_day': Your roles (auditor) may not send it"));
    const auto carla = sign_in("carla");
    EXPECT_EQ(imported(server_->address(), post_file(target, file, "Cookie: " + carla.cookie + "\r\n")).status, 403)
        << "without the CSRF token";
    EXPECT_EQ(end(), before);
    const auto taken = imported(server_->address(), post_file(target, file, carla.headers()));
    EXPECT_EQ(taken.status, 200) << taken.body;
    EXPECT_THAT(taken.body, HasSubstr("1 recorded"));
    std::string written;
    for (auto reader = served_.division().store().read_log(before); reader.next();) written += reader.entry();
    EXPECT_THAT(written, HasSubstr("carla"));
}

}  // namespace
}  // namespace tally::tools
