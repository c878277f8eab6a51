#include "tools/http/server/http_stream.h"

namespace tally::tools {

void HttpStream::read_some(const Pieces<boost::asio::mutable_buffer>& pieces, HttpCompletion done) {
    if (auto* encrypted = std::get_if<Encrypted>(&stream_))
        encrypted->async_read_some(pieces, std::move(done));
    else
        std::get<Plain>(stream_).async_read_some(pieces, std::move(done));
}

void HttpStream::write_some(const Pieces<boost::asio::const_buffer>& pieces, HttpCompletion done) {
    if (auto* encrypted = std::get_if<Encrypted>(&stream_))
        encrypted->async_write_some(pieces, std::move(done));
    else
        std::get<Plain>(stream_).async_write_some(pieces, std::move(done));
}

}  // namespace tally::tools
