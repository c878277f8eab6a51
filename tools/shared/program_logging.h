#pragma once
// How a program logs: as text for people or as one JSON object a line, to standard error. A program that serves does
// not wait for its reader: lines that find the queue full are dropped and counted.

#include <CLI/App.hpp>
#include <chrono>
#include <cstdint>
#include <string>

namespace tally::tools {

struct LogOptions {
    std::string program;  // "tally", as text lines name it.
    std::string level = "warn";
    std::string format = "text";  // Or "json".
};

// --log-format, beside --log-level.
void add_log_format_option(CLI::App& command, std::string& format);

// Each line is written before the call that logs it returns.
void start_logging(const LogOptions&);
// Through a queue, with a line for each request that is answered.
void start_logging_of_a_server(const LogOptions&);
// While the program runs; the same names as --log-level.
void set_log_level(const std::string& level);
// Waits at most so long until what is queued is written.
void finish_logging(std::chrono::milliseconds patience);

}  // namespace tally::tools
