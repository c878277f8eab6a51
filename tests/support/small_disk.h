#pragma once
// A disk of a few megabytes at a place of its own, until it is grown. Mounting one takes root.

#include <filesystem>
#include <string>
#include <sys/mount.h>
#include <utility>

namespace tally::tests {

class SmallDisk {
  public:
    // size: such as "6m".
    SmallDisk(std::filesystem::path path, const std::string& size) : path_(std::move(path)) {
        std::filesystem::create_directories(path_);
        mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    ~SmallDisk() {
        if (mounted_) ::umount(path_.c_str());
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool grow(const std::string& size) {
        return ::mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT, ("size=" + size).c_str()) == 0;
    }
    [[nodiscard]] bool mounted() const { return mounted_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    bool mounted_ = false;
};

}  // namespace tally::tests
