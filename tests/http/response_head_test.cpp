// The head of an answer, byte by byte but for its date.

#include "tools/http/server/response_head.h"

#include <gtest/gtest.h>

namespace tally::tools {
namespace {

HttpAnswer answer_with(std::vector<std::pair<std::string, std::string>> headers, unsigned status = 200) {
    HttpAnswer answer;
    answer.status = status;
    answer.headers = std::move(headers);
    return answer;
}

// Lines after the date.
std::string without_date(const std::string& head) {
    const auto date = head.find("Date: ");
    EXPECT_NE(date, std::string::npos) << head;
    EXPECT_EQ(head.substr(date).find(" GMT\r\n"), std::string_view{"Date: Sun, 06 Nov 1994 08:49:37"}.size()) << head;
    return head.substr(0, date) + head.substr(head.find("\r\n", date) + 2);
}

TEST(ResponseHead, HasTheHeadersOfEveryAnswerThenItsOwn) {
    const auto answer = answer_with({{"ETag", "\"7\""}, {"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}});
    EXPECT_EQ(without_date(head_text({answer, "r-1", false, 12, ""})),
              "HTTP/1.1 200 OK\r\n"
              "Content-Type: application/json\r\n"
              "Cache-Control: no-store\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Referrer-Policy: no-referrer\r\n"
              "Cross-Origin-Opener-Policy: same-origin\r\n"
              "Cross-Origin-Resource-Policy: same-origin\r\n"
              "X-Request-Id: r-1\r\n"
              "ETag: \"7\"\r\n"
              "Set-Cookie: a=1\r\n"
              "Set-Cookie: b=2\r\n"
              "Content-Length: 12\r\n"
              "\r\n");
}

TEST(ResponseHead, TheAnswersOwnHeaderStandsInPlaceOfOurs) {
    const auto head = head_text({answer_with({{"cache-control", "max-age=60"}}), "r", false, 0, "close"});
    EXPECT_EQ(head.find("no-store"), std::string::npos) << head;
    EXPECT_NE(head.find("cache-control: max-age=60\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("Connection: close\r\n\r\n"), std::string::npos) << head;
}

TEST(ResponseHead, OfOneNameTheLastCounts) {
    const auto head = head_text({answer_with({{"Vary", "Accept"}, {"vary", "Origin"}}), "r", false, 0, ""});
    EXPECT_EQ(head.find("Accept"), std::string::npos) << head;
    EXPECT_NE(head.find("vary: Origin\r\n"), std::string::npos) << head;
}

TEST(ResponseHead, AValueBeginsNoLineOfItsOwn) {
    const auto head = head_text({answer_with({{"Location", "/v1/a\r\nSet-Cookie: c=3\x7f"}}), "r", false, 0, ""});
    EXPECT_NE(head.find("Location: /v1/aSet-Cookie: c=3\r\n"), std::string::npos) << head;
}

TEST(ResponseHead, ChunksHaveNoLengthAndAnAnswerWithoutContentHasNoType) {
    const auto in_chunks = head_text({answer_with({}), "r", true, {}, ""});
    EXPECT_NE(in_chunks.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << in_chunks;
    EXPECT_EQ(in_chunks.find("Content-Length"), std::string::npos) << in_chunks;
    EXPECT_NE(in_chunks.find("Strict-Transport-Security: max-age=31536000\r\n"), std::string::npos) << in_chunks;
    const auto none = head_text({answer_with({}, 204), "r", false, 0, ""});
    EXPECT_TRUE(none.starts_with("HTTP/1.1 204 No Content\r\n")) << none;
    EXPECT_EQ(none.find("Content-"), none.find("X-Content-Type-Options") + 2) << none;
    // A length would have to be that of the 200.
    EXPECT_EQ(head_text({answer_with({}, 304), "r", false, 0, ""}).find("Content-Length"), std::string::npos);
}

}  // namespace
}  // namespace tally::tools
