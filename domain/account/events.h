#pragma once
// What can happen to an account, room by room.

#include "domain/account/billing/budget/events.h"
#include "domain/account/billing/corrections/events.h"
#include "domain/account/billing/events.h"
#include "domain/account/billing/unbilled/events.h"
#include "domain/account/collections/events.h"
#include "domain/account/communications/events.h"
#include "domain/account/overdue/events.h"
#include "domain/account/people/events.h"
#include "domain/account/receivables/arrangements/events.h"
#include "domain/account/receivables/autopay/events.h"
#include "domain/account/receivables/cash/events.h"
#include "domain/account/receivables/deposits/events.h"
#include "domain/account/receivables/events.h"
#include "domain/account/receivables/settling/events.h"
#include "domain/account/receivables/unclaimed/events.h"
#include "domain/account/service/events.h"
#include "domain/core/one_of.h"

namespace tally::domain {

using AccountEvent =
    JoinedLists<AccountPeopleEvent, CommunicationEvent, ServiceEvent, BillingEvent, ReceivablesEvent, OverdueEvent,
                DepositEvent, ArrangementEvent, SettlingEvent, BudgetEvent, CollectionEvent, CorrectionEvent,
                CashOriginEvent, AutopayEvent, UnbilledEvent, UnclaimedEvent>;

}  // namespace tally::domain
