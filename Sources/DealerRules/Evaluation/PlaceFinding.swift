/// What is wrong with one place that an order states, or that is taken for it (RULES.md R-012).
struct PlaceFinding: Sendable {
  /// What names the place.
  enum Source: String, Sendable {
    case shipTo, shipToCustomer, customer, endRegion, pickupAt, billTo, postalCode
  }

  var code: ReasonCode
  var source: Source
  /// The region or postal code as it is stated, or the region of the customer that is named.
  var text: String

  init(_ code: ReasonCode, _ source: Source, _ text: String) {
    self.code = code
    self.source = source
    self.text = text
  }
}

extension OrderBatch {
  /// The place or party that a reason is about, or that an approval of one names; `nil` for every
  /// other reason.
  ///
  /// Approvals count from 1 on: first the places of an order, then its parties.
  func placeFinding(of record: ReasonRecord, _ order: Int32) -> PlaceFinding? {
    let places = placeFindings[order] ?? []
    let parties = strangers[order] ?? []
    let index: Int
    let all: [PlaceFinding]
    switch record.code {
    case .unknownRegion, .regionSplit, .malformedCode, .postalMismatch:
      (index, all) = (Int(clamping: record.a), places)
    case .unknownParty: (index, all) = (Int(clamping: record.a), parties)
    case .approved, .approvalInsufficient, .approvalUnclear:
      (index, all) = (Int(clamping: record.a) - 1, places + parties)
    default: return nil
    }
    return all.indices.contains(index) ? all[index] : nil
  }

  /// How an approval of a finding about a place or party names it in turn; 0 for other findings.
  func approvalMark(of record: ReasonRecord, _ order: Int32) -> Int64 {
    guard placeFinding(of: record, order) != nil else { return 0 }
    let before = record.code == .unknownParty ? placeFindings[order]?.count ?? 0 : 0
    return record.a + 1 + Int64(before)
  }
}
