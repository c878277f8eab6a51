#pragma once
// One declaration for each command: a command without a rule does not link.

#include "domain/decide.h"

namespace tally::domain {

// settings/
[[nodiscard]] Decided<Events> decide_on(const Define<InstallationOptions>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<CustomerClass>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<CustomerType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<RelationshipType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<BillFormat>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<BillCycle>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<BillCycleWindow>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<PhoneType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<IdentifierType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<Service>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<BillRouteType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<ServiceAgreementType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<AdjustmentType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<SpecialChargeType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<TaxCode>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<Country>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<Holiday>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<GlAccount>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<AgingBuckets>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<LateChargePolicy>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<DepositClass>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<ArrangementPolicy>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<AutopayPolicy>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<CustomerTypeRules>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<UnclaimedPolicy>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<TaxRelief>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<LetterTemplate>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<BillMessage>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<CollectionPolicy>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<ProtectionType>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<Moratorium>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<ReadValidation>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<UsageProfile>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<TenderSource>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<MarketPartner>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const Define<MarketDeadline>&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CreateDivision&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const OpenPeriod&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ClosePeriod&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReportControlTotals&, const Context&);

// person/
[[nodiscard]] Decided<Events> decide_on(const RegisterPerson&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangePersonName&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetPersonPhone&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RemovePersonPhone&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetPersonEmail&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetPersonIdentifier&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetPersonAddress&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RemovePersonAddress&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ErasePerson&, const Context&);

// tariff/
[[nodiscard]] Decided<Events> decide_on(const PublishTariff&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const WithdrawTariffVersion&, const Context&);

// premise/
[[nodiscard]] Decided<Events> decide_on(const AddLocation&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeLocationAddress&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AddServicePoint&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const InstallMeter&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RemoveMeter&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeRegister&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RecordRead&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RecordUsage&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RecordIntervalDay&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AcceptRead&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AssignRead&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EstimateRead&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const WithdrawRead&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const WithdrawUsage&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetLandlordAgreement&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SendMarketTransaction&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReceiveMarketTransaction&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const PairMarketTransaction&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CloseMarketTransaction&, const Context&);

// account/
[[nodiscard]] Decided<Events> decide_on(const OpenAccount&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeAccountTerms&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const LinkPerson&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeAccountPerson&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const UnlinkPerson&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeMainCustomer&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RecordCommunication&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AddMemo&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SendLetter&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ResendLetter&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const StartService&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ActivateService&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const WithdrawServiceStart&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const StopService&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const WithdrawServiceStop&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const MoveServiceStart&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeServiceTariff&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeServiceQuantity&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeServiceFrequency&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const MoveOut&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetUpCustomer&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const BillAccount&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelBill&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReverseInvoice&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CreateSpecialCharge&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RemoveSpecialCharge&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const PostPayment&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelTender&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelPayment&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RequestAdjustment&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ApproveAdjustment&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RejectAdjustment&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelAdjustment&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AssessLateCharges&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelLateCharge&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const OpenDispute&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ResolveDispute&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const BillDeposit&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelDepositBill&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReceiveDeposit&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AccrueDepositInterest&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ApplyDeposit&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RefundDeposit&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RequestArrangement&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ApproveArrangement&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RejectArrangement&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const BreakArrangement&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AdvanceArrangements&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EnrolInAutopay&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EndAutopay&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const DraftBill&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReturnDraft&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EnrolInBudget&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const TrueUpBudget&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const LeaveBudget&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RefundCredit&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelRefund&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const TransferCredit&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const TransferDebt&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const WriteOffDebt&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReverseWriteOff&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AdvanceCollection&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelCollectionStep&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelCollection&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelSeverance&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const DisconnectService&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReconnectService&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RecordProtection&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EndProtection&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CorrectBills&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AccrueUnbilled&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SendUnclaimedNotice&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CancelUnclaimedNotice&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EscheatUnclaimed&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RemitEscheated&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReturnRemittance&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReclaimEscheated&, const Context&);

// organization/
[[nodiscard]] Decided<Events> decide_on(const OpenBatch&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CloseBatch&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CloseBatchWithDifference&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReopenBatch&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const TransferTillCash&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const DepositAtBank&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReceiveSuspense&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const MatchSuspense&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReturnSuspense&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CreateMaster&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const RenameMaster&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const MoveMaster&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const AssignAccount&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ReleaseAccount&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const CloseMaster&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const BeginCollective&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const EndCollective&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const IssueCollectiveStatement&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const PayCollective&, const Context&);

// user/
[[nodiscard]] Decided<Events> decide_on(const AddUser&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const ChangeUser&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const LockUser&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const UnlockUser&, const Context&);
[[nodiscard]] Decided<Events> decide_on(const SetUserPreference&, const Context&);

// What follows from any command in the same commit: collections and severances that have no ground any more end.
[[nodiscard]] Events end_collections_without_ground(Events, const Context&);
// The same: bills of days of which other reads or usage are held now are to be corrected, and say so.
[[nodiscard]] Events note_due_corrections(Events, const Context&);

}  // namespace tally::domain
