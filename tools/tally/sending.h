#pragma once
// Commands as lines to a division that another program owns: lines out, receipts back, each printed with where its
// line is. Lines go as they are: the division's currency, which a command cannot be read without, is known there only.

#include <cstddef>
#include <deque>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "eventstore/division/receipt.h"
#include "tools/http/server/http_message.h"
#include "tools/tally/session.h"

namespace tally::tools {

struct SendingForm {
    std::string file;  // As errors name it; "-": standard input.
    bool quiet = false;
    bool text = false;        // Receipts as `tally apply` prints them, not as JSON.
    bool every_line = false;  // Also lines that have no id, and those before it that are empty, so that the other side
                              // counts lines as the file does.
};

class Sending {
  public:
    struct Line {
        std::size_t number = 0;
        std::string text;
        std::string id;  // Empty: it has none.
        bool sent = true;
    };
    using Next = std::function<std::optional<Line>()>;  // Nothing: there are no more.
    // Of each line, in their order. Nothing: it was given up on, and what became of it is not known. False: no more
    // are to be sent.
    using Answered = std::function<bool(const std::optional<std::string>& reply)>;
    // Sends all lines and hands out their replies; prints what fails.
    using Exchange = std::function<void(const Next&, const Answered&)>;

    Sending(Session& session, SendingForm form) : session_(session), form_(std::move(form)) {}
    void send(std::istream&, const Exchange&);

  private:
    [[nodiscard]] std::optional<Line> next_line(std::istream&);
    [[nodiscard]] std::string text_of(std::string_view json, std::string_view field);
    void answer_unsent();
    void give_up(const Line&);
    void answer(const Line&, const std::string& reply);
    // Of a line that was not accepted. Shown where receipts are text, and on standard error else.
    void tell(const Line&, Problem, std::size_t column);
    void show(const std::string& receipt);
    void count(const std::string& status);

    Session& session_;
    const SendingForm form_;
    simdjson::dom::parser parser_;
    std::size_t number_ = 0;  // Of the last line read.
    std::deque<Line> lines_;  // Those without an answer.
    std::size_t answered_ = 0;
    bool reader_gone_ = false;
    std::map<std::string, std::size_t> counts_;  // By status.
};

}  // namespace tally::tools
