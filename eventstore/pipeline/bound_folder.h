#pragma once
// A folder with the views it was bound to when the store was opened.

#include <memory>
#include <vector>

#include "eventstore/work.h"

namespace tally::eventstore {

struct BoundFolder {
    std::shared_ptr<Folder> folder;
    std::vector<View> views;
};

}  // namespace tally::eventstore
