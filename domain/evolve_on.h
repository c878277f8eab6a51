#pragma once
// One declaration for each event: an event that is not folded does not link.

#include "domain/world.h"

namespace tally::domain {

// settings/
void evolve_on(MutableWorld&, const Envelope&, const Defined<InstallationOptions>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<CustomerClass>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<CustomerType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<RelationshipType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<BillFormat>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<BillCycle>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<BillCycleWindow>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<PhoneType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<IdentifierType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<Service>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<BillRouteType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<ServiceAgreementType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<AdjustmentType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<SpecialChargeType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<TaxCode>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<Country>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<Holiday>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<GlAccount>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<AgingBuckets>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<LateChargePolicy>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<DepositClass>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<ArrangementPolicy>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<AutopayPolicy>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<UnclaimedPolicy>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<TaxRelief>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<LetterTemplate>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<BillMessage>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<CollectionPolicy>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<ProtectionType>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<Moratorium>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<ReadValidation>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<UsageProfile>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<TenderSource>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<MarketPartner>&);
void evolve_on(MutableWorld&, const Envelope&, const Defined<MarketDeadline>&);
void evolve_on(MutableWorld&, const Envelope&, const DivisionCreated&);
void evolve_on(MutableWorld&, const Envelope&, const PeriodOpened&);
void evolve_on(MutableWorld&, const Envelope&, const PeriodClosed&);
void evolve_on(MutableWorld&, const Envelope&, const ControlTotalsReported&);

// person/
void evolve_on(MutableWorld&, const Envelope&, const PersonRegistered&);
void evolve_on(MutableWorld&, const Envelope&, const PersonNameChanged&);
void evolve_on(MutableWorld&, const Envelope&, const PersonPhoneSet&);
void evolve_on(MutableWorld&, const Envelope&, const PersonPhoneRemoved&);
void evolve_on(MutableWorld&, const Envelope&, const PersonEmailSet&);
void evolve_on(MutableWorld&, const Envelope&, const PersonIdentifierSet&);
void evolve_on(MutableWorld&, const Envelope&, const PersonAddressSet&);
void evolve_on(MutableWorld&, const Envelope&, const PersonAddressRemoved&);

// tariff/
void evolve_on(MutableWorld&, const Envelope&, const TariffPublished&);
void evolve_on(MutableWorld&, const Envelope&, const TariffTimesPublished&);
void evolve_on(MutableWorld&, const Envelope&, const TariffDemandTermsPublished&);
void evolve_on(MutableWorld&, const Envelope&, const TariffVersionWithdrawn&);

// premise/
void evolve_on(MutableWorld&, const Envelope&, const LocationAdded&);
void evolve_on(MutableWorld&, const Envelope&, const ServicePointAdded&);
void evolve_on(MutableWorld&, const Envelope&, const MeterInstalled&);
void evolve_on(MutableWorld&, const Envelope&, const MeterRemoved&);
void evolve_on(MutableWorld&, const Envelope&, const RegisterChanged&);
void evolve_on(MutableWorld&, const Envelope&, const RegisterRead&);
void evolve_on(MutableWorld&, const Envelope&, const RegisterReadCorrected&);
void evolve_on(MutableWorld&, const Envelope&, const RegisterReadWithdrawn&);
void evolve_on(MutableWorld&, const Envelope&, const UsageRecorded&);
void evolve_on(MutableWorld&, const Envelope&, const UsageWithdrawn&);
void evolve_on(MutableWorld&, const Envelope&, const UsageCorrected&);
void evolve_on(MutableWorld&, const Envelope&, const IntervalDayRecorded&);
void evolve_on(MutableWorld&, const Envelope&, const IntervalDayCorrected&);
void evolve_on(MutableWorld&, const Envelope&, const IntervalDayWithdrawn&);
void evolve_on(MutableWorld&, const Envelope&, const RegisterReadDoubted&);
void evolve_on(MutableWorld&, const Envelope&, const UsageDoubted&);
void evolve_on(MutableWorld&, const Envelope&, const IntervalDayDoubted&);
void evolve_on(MutableWorld&, const Envelope&, const DoubtAssigned&);
void evolve_on(MutableWorld&, const Envelope&, const DoubtResolved&);
void evolve_on(MutableWorld&, const Envelope&, const ReadEstimated&);
void evolve_on(MutableWorld&, const Envelope&, const StartWaits&);
void evolve_on(MutableWorld&, const Envelope&, const OccupancyStarted&);
void evolve_on(MutableWorld&, const Envelope&, const OccupancyEnded&);
void evolve_on(MutableWorld&, const Envelope&, const LandlordAgreementSet&);
void evolve_on(MutableWorld&, const Envelope&, const LandlordReverted&);
void evolve_on(MutableWorld&, const Envelope&, const MarketTransactionSent&);
void evolve_on(MutableWorld&, const Envelope&, const MarketTransactionReceived&);
void evolve_on(MutableWorld&, const Envelope&, const MarketTransactionPaired&);
void evolve_on(MutableWorld&, const Envelope&, const MarketTransactionClosed&);

// account/
void evolve_on(MutableWorld&, const Envelope&, const AccountOpened&);
void evolve_on(MutableWorld&, const Envelope&, const AccountTermsChanged&);
void evolve_on(MutableWorld&, const Envelope&, const AccountPersonLinked&);
void evolve_on(MutableWorld&, const Envelope&, const AccountPersonChanged&);
void evolve_on(MutableWorld&, const Envelope&, const AccountPersonUnlinked&);
void evolve_on(MutableWorld&, const Envelope&, const MainCustomerChanged&);
void evolve_on(MutableWorld&, const Envelope&, const ActivityRecorded&);
void evolve_on(MutableWorld&, const Envelope&, const MemoAdded&);
void evolve_on(MutableWorld&, const Envelope&, const LetterSent&);
void evolve_on(MutableWorld&, const Envelope&, const LetterResent&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceStartRequested&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceActivated&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceStopRequested&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceStopWithdrawn&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceStopped&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceClosed&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceReactivated&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceStartWithdrawn&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceStartMoved&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceTariffChanged&);
void evolve_on(MutableWorld&, const Envelope&, const BillSegmentErrored&);
void evolve_on(MutableWorld&, const Envelope&, const BillCopyUndeliverable&);
void evolve_on(MutableWorld&, const Envelope&, const BillSegmentFrozen&);
void evolve_on(MutableWorld&, const Envelope&, const BillingDemandFrozen&);
void evolve_on(MutableWorld&, const Envelope&, const BillSegmentCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const InvoiceIssued&);
void evolve_on(MutableWorld&, const Envelope&, const CreditNoteIssued&);
void evolve_on(MutableWorld&, const Envelope&, const StatementIssued&);
void evolve_on(MutableWorld&, const Envelope&, const StatementCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const SpecialChargeCreated&);
void evolve_on(MutableWorld&, const Envelope&, const SpecialChargeRemoved&);
void evolve_on(MutableWorld&, const Envelope&, const SpecialChargeBilled&);
void evolve_on(MutableWorld&, const Envelope&, const SpecialChargeCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const PaymentPosted&);
void evolve_on(MutableWorld&, const Envelope&, const CreditAllocated&);
void evolve_on(MutableWorld&, const Envelope&, const CreditDeallocated&);
void evolve_on(MutableWorld&, const Envelope&, const CreditReleased&);
void evolve_on(MutableWorld&, const Envelope&, const TenderCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const PaymentCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const NsfFeeCharged&);
void evolve_on(MutableWorld&, const Envelope&, const TendersBatched&);
void evolve_on(MutableWorld&, const Envelope&, const SuspenseMatched&);
void evolve_on(MutableWorld&, const Envelope&, const SuspenseMatchCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const AdjustmentRequested&);
void evolve_on(MutableWorld&, const Envelope&, const AdjustmentApproved&);
void evolve_on(MutableWorld&, const Envelope&, const AdjustmentRejected&);
void evolve_on(MutableWorld&, const Envelope&, const AdjustmentPosted&);
void evolve_on(MutableWorld&, const Envelope&, const AdjustmentCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const LateChargeAssessed&);
void evolve_on(MutableWorld&, const Envelope&, const LateChargeCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const DisputeOpened&);
void evolve_on(MutableWorld&, const Envelope&, const DisputeResolved&);
void evolve_on(MutableWorld&, const Envelope&, const DepositBilled&);
void evolve_on(MutableWorld&, const Envelope&, const DepositBillCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const DepositReceived&);
void evolve_on(MutableWorld&, const Envelope&, const DepositReceiptReversed&);
void evolve_on(MutableWorld&, const Envelope&, const DepositInterestAccrued&);
void evolve_on(MutableWorld&, const Envelope&, const DepositApplied&);
void evolve_on(MutableWorld&, const Envelope&, const DepositRefunded&);
void evolve_on(MutableWorld&, const Envelope&, const ArrangementRequested&);
void evolve_on(MutableWorld&, const Envelope&, const ArrangementRejected&);
void evolve_on(MutableWorld&, const Envelope&, const ArrangementGranted&);
void evolve_on(MutableWorld&, const Envelope&, const ArrangementInstalmentBilled&);
void evolve_on(MutableWorld&, const Envelope&, const ArrangementBroken&);
void evolve_on(MutableWorld&, const Envelope&, const ArrangementKept&);
void evolve_on(MutableWorld&, const Envelope&, const AutopayEnrolled&);
void evolve_on(MutableWorld&, const Envelope&, const AutopayEnded&);
void evolve_on(MutableWorld&, const Envelope&, const DraftAnnounced&);
void evolve_on(MutableWorld&, const Envelope&, const BillDrafted&);
void evolve_on(MutableWorld&, const Envelope&, const DraftReturned&);
void evolve_on(MutableWorld&, const Envelope&, const CreditRefunded&);
void evolve_on(MutableWorld&, const Envelope&, const CreditRefundCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const WrittenOff&);
void evolve_on(MutableWorld&, const Envelope&, const WriteOffReversed&);
void evolve_on(MutableWorld&, const Envelope&, const CreditTransferredOut&);
void evolve_on(MutableWorld&, const Envelope&, const CreditTransferredIn&);
void evolve_on(MutableWorld&, const Envelope&, const BalanceTransferredOut&);
void evolve_on(MutableWorld&, const Envelope&, const BalanceTransferredIn&);
void evolve_on(MutableWorld&, const Envelope&, const BudgetEnrolled&);
void evolve_on(MutableWorld&, const Envelope&, const BudgetTruedUp&);
void evolve_on(MutableWorld&, const Envelope&, const BudgetLeft&);
void evolve_on(MutableWorld&, const Envelope&, const CurrentSynced&);
void evolve_on(MutableWorld&, const Envelope&, const CollectionStarted&);
void evolve_on(MutableWorld&, const Envelope&, const CollectionStepTaken&);
void evolve_on(MutableWorld&, const Envelope&, const CollectionStepCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const CollectionCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const SeveranceStarted&);
void evolve_on(MutableWorld&, const Envelope&, const SeveranceCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceDisconnected&);
void evolve_on(MutableWorld&, const Envelope&, const ServiceReconnected&);
void evolve_on(MutableWorld&, const Envelope&, const ProtectionRecorded&);
void evolve_on(MutableWorld&, const Envelope&, const ProtectionEnded&);
void evolve_on(MutableWorld&, const Envelope&, const CorrectionDue&);
void evolve_on(MutableWorld&, const Envelope&, const BillsCorrected&);
void evolve_on(MutableWorld&, const Envelope&, const UnbilledAccrued&);
void evolve_on(MutableWorld&, const Envelope&, const UnbilledReversed&);
void evolve_on(MutableWorld&, const Envelope&, const UnclaimedNoticed&);
void evolve_on(MutableWorld&, const Envelope&, const UnclaimedNoticeCancelled&);
void evolve_on(MutableWorld&, const Envelope&, const CreditEscheated&);
void evolve_on(MutableWorld&, const Envelope&, const DepositEscheated&);
void evolve_on(MutableWorld&, const Envelope&, const EscheatRemitted&);
void evolve_on(MutableWorld&, const Envelope&, const EscheatRemittanceReturned&);
void evolve_on(MutableWorld&, const Envelope&, const EscheatReclaimed&);

// organization/
void evolve_on(MutableWorld&, const Envelope&, const TenderBatchOpened&);
void evolve_on(MutableWorld&, const Envelope&, const TenderBatchClosed&);
void evolve_on(MutableWorld&, const Envelope&, const TenderBatchReopened&);
void evolve_on(MutableWorld&, const Envelope&, const CashOverShort&);
void evolve_on(MutableWorld&, const Envelope&, const TillCashTransferred&);
void evolve_on(MutableWorld&, const Envelope&, const BankDeposited&);
void evolve_on(MutableWorld&, const Envelope&, const SuspenseReceived&);
void evolve_on(MutableWorld&, const Envelope&, const SuspenseReturned&);

// user/
void evolve_on(MutableWorld&, const Envelope&, const UserAdded&);
void evolve_on(MutableWorld&, const Envelope&, const UserChanged&);
void evolve_on(MutableWorld&, const Envelope&, const UserLocked&);
void evolve_on(MutableWorld&, const Envelope&, const UserUnlocked&);
void evolve_on(MutableWorld&, const Envelope&, const UserPreferenceSet&);

}  // namespace tally::domain
