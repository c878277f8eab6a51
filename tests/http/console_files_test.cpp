// The files of the web console: which there are, how they may be kept, and that nothing else can be had.

#include "tools/http/routes/console_files.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/served_division.h"
#include "tests/support/temporary_directory.h"
#include "tools/http/routes/http_routes.h"

namespace tally::tools {
namespace {

using testing::HasSubstr;

void write(const std::filesystem::path& file, std::string_view bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

std::string header_of(const HttpAnswer& answer, std::string_view name) {
    for (const auto& [held, value] : answer.headers)
        if (held == name) return value;
    return {};
}

class ConsoleFilesTest : public testing::Test {
  protected:
    ConsoleFilesTest() {
        write(files_ / "index.html", "<!doctype html>");
        write(files_ / "assets" / "index-1a2b.js", "let a = 1;");
        write(files_ / "assets" / "index-1a2b.js.gz", "compressed");
        write(files_ / "assets" / "alone.css.gz", "of nothing");
        write(directory_.path() / "secret.txt", "beside it");
    }
    static HttpRequest get(std::string target) { return {"GET", std::move(target)}; }
    static HttpRequest get_with_gzip(std::string target, std::string accept_encoding) {
        auto request = get(std::move(target));
        request.accept_encoding = std::move(accept_encoding);
        return request;
    }

    tests::TemporaryDirectory directory_;
    std::filesystem::path files_ = directory_.path() / "console";
};

TEST_F(ConsoleFilesTest, EachFileHasItsTypeAndHowLongItMayBeKept) {
    const auto files = ConsoleFiles::read(files_);
    ASSERT_TRUE(files) << files.error();
    const auto page = files->answer(get("/"), "/");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(page.body, "<!doctype html>");
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(header_of(page, "Cache-Control"), "no-cache");
    EXPECT_THAT(header_of(page, "Content-Security-Policy"), HasSubstr("script-src 'self';"));
    EXPECT_THAT(header_of(page, "Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(files->answer(get("/index.html"), "/index.html").body, page.body);

    const auto script = files->answer(get("/assets/index-1a2b.js"), "/assets/index-1a2b.js");
    EXPECT_EQ(script.body, "let a = 1;");
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(header_of(script, "Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(ConsoleFilesTest, ACompressedFileGoesToClientsThatTakeGzip) {
    const auto files = ConsoleFiles::read(files_);
    ASSERT_TRUE(files) << files.error();
    const std::string path = "/assets/index-1a2b.js";
    for (const auto* takes : {"gzip", "br, gzip;q=0.5", "gzip, deflate"}) {
        const auto answer = files->answer(get_with_gzip(path, takes), path);
        EXPECT_EQ(answer.body, "compressed") << takes;
        EXPECT_EQ(header_of(answer, "Content-Encoding"), "gzip") << takes;
        EXPECT_EQ(header_of(answer, "Vary"), "Accept-Encoding") << takes;
    }
    for (const auto* takes : {"", "br", "gzip;q=0", "gzip;q=0.0, br"}) {
        const auto answer = files->answer(get_with_gzip(path, takes), path);
        EXPECT_EQ(answer.body, "let a = 1;") << takes;
        EXPECT_EQ(header_of(answer, "Content-Encoding"), "") << takes;
    }
}

TEST_F(ConsoleFilesTest, AFileThatTheClientHasIsNotSentAgain) {
    const auto files = ConsoleFiles::read(files_);
    ASSERT_TRUE(files) << files.error();
    auto again = get("/");
    again.if_none_match = header_of(files->answer(again, "/"), "ETag");
    ASSERT_NE(again.if_none_match, "");
    EXPECT_EQ(files->answer(again, "/").status, 304U);
    EXPECT_EQ(files->answer(again, "/").body, "");
    EXPECT_EQ(files->answer(again, "/assets/index-1a2b.js").status, 200U);
}

TEST_F(ConsoleFilesTest, WhatIsNotInTheDirectoryIsNotThere) {
    const auto files = ConsoleFiles::read(files_);
    ASSERT_TRUE(files) << files.error();
    for (const auto* path : {"/../secret.txt", "/%2e%2e/secret.txt", "/assets", "/assets/", "/assets/../index.html",
                             "/assets/alone.css", "/assets/index-1a2b.js.gz", "//index.html", "", "/INDEX.html"})
        EXPECT_FALSE(files->has(path)) << path;
}

TEST_F(ConsoleFilesTest, ADirectoryWithoutAConsoleIsRefusedByName) {
    const auto none = ConsoleFiles::read(directory_.path() / "none");
    ASSERT_FALSE(none);
    EXPECT_THAT(none.error(), HasSubstr((directory_.path() / "none").string()));
    std::filesystem::remove(files_ / "index.html");
    const auto no_index = ConsoleFiles::read(files_);
    ASSERT_FALSE(no_index);
    EXPECT_THAT(no_index.error(), HasSubstr("tools/console/build"));
}

TEST_F(ConsoleFilesTest, StandsBesideTheQuestions) {
    const tests::ServedDivision served;
    const EmbeddedDirectory directory{served.division()};
    HttpRoutes routes{directory};
    EXPECT_EQ(routes.answer(get("/")).status, 404U);
    EXPECT_THAT(routes.answer(get("/")).body, HasSubstr("tools/console/build"));
    auto files = ConsoleFiles::read(files_);
    ASSERT_TRUE(files) << files.error();
    routes.hold(std::move(*files));
    EXPECT_EQ(routes.answer(get("/")).body, "<!doctype html>");
    EXPECT_EQ(routes.answer(get("/?from=mail")).body, "<!doctype html>");
    EXPECT_EQ(routes.answer({"POST", "/"}).status, 405U);
    EXPECT_EQ(routes.answer(get("/v1/accounts/1")).content_type, json_type);
    EXPECT_EQ(routes.answer(get("/assets/none.js")).status, 404U);
}

}  // namespace
}  // namespace tally::tools
