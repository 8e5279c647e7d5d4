/// Who read a code (RULES.md W-008).
public enum ScanRole: String, Hashable, Sendable, CaseIterable {
  /// Somebody of the brand who checks the market (稽核员).
  case inspector
  /// Somebody of a shop.
  case store
  /// Somebody who bought the goods.
  case consumer
}

/// Where a code was read, as a kind of place (RULES.md W-008).
public enum ScanVenue: String, Hashable, Sendable, CaseIterable {
  /// A place where goods are sold.
  case sales
  /// A place of which nothing is known.
  case unknown
  /// A home, a road, a warehouse.
  case other
}

/// How the place of a scan is known (RULES.md W-008).
public enum ScanFix: String, Hashable, Sendable, CaseIterable {
  /// By satellite, or somebody of the brand stood there.
  case gps
  /// By the cell of a telephone network.
  case cell
  /// Somebody typed it in.
  case stated
  /// By the address of a network.
  case ip
}

/// One reading of a code somewhere (RULES.md W-007).
public struct Scan: Hashable, Sendable {
  /// The code that was read.
  public var code: String
  /// When.
  public var at: Instant
  /// When it was told; `nil` means when it happened.
  public var recorded: Instant?
  /// The region in which it was read, as coarse as it is known.
  public var region: String
  /// Who read it.
  public var role: ScanRole
  /// What kind of place it was.
  public var venue: ScanVenue
  /// How the place is known.
  public var fix: ScanFix
  /// The person or device that read it, or `nil`.
  public var source: String?
  /// Where a file states it.
  public var place: TracePlace

  /// Creates a scan of an unknown place by a consumer.
  public init(
    _ code: String, at: Instant, region: String, role: ScanRole = .consumer,
    venue: ScanVenue = .unknown, fix: ScanFix = .ip, source: String? = nil
  ) {
    self.code = code
    self.at = at
    self.region = region
    self.role = role
    self.venue = venue
    self.fix = fix
    self.source = source
    self.place = .none
  }

  /// How much the scan proves (RULES.md W-008).
  public var grade: EvidenceGrade {
    let role = [ScanRole.inspector: 10, .store: 7, .consumer: 2][self.role] ?? 0
    let venue = [ScanVenue.sales: 10, .unknown: 7, .other: 4][self.venue] ?? 0
    let fix = [ScanFix.gps: 10, .cell: 7, .stated: 5, .ip: 1][self.fix] ?? 0
    let points = role * venue * fix
    return points >= 1000 ? .a : points >= 200 ? .b : .c
  }
}

/// How much a scan proves, the strongest first (RULES.md W-008).
public enum EvidenceGrade: UInt8, Hashable, Sendable, CaseIterable {
  /// One such scan can carry a decision.
  case a
  /// Several of different units and sources can.
  case b
  /// It only points somewhere.
  case c

  /// `A`, `B` or `C`.
  public var name: String { ["A", "B", "C"][Int(rawValue)] }
}

/// What a scan says of its dealer (RULES.md W-007).
public enum ScanClass: String, Hashable, Sendable, CaseIterable {
  /// The owner may sell there.
  case inRegion
  /// The owner may not sell there, but something recorded explains it.
  case explained
  /// The owner may not sell there.
  case outOfRegion
  /// It cannot be told.
  case unknown
}

/// Why a scan is of its class (RULES.md W-007).
public enum ScanReason: String, Hashable, Sendable, CaseIterable {
  /// An area of the owner holds the place.
  case granted
  /// An earlier owner of the goods may sell there.
  case formerOwner
  /// A movement soon after makes somebody the owner who may sell there.
  case movementAhead
  /// Nobody is granted the place.
  case whiteSpace
  /// A transfer without an approval brought the goods to a dealer who may sell there.
  case unapprovedTransfer
  /// A denial is the nearest rule for the owner.
  case denied
  /// Others are granted the place.
  case otherTerritory
  /// The code is not written as codes are.
  case malformedCode
  /// No event that counts names the code.
  case unknownCode
  /// The code was out of use.
  case inactiveCode
  /// The goods never moved to a dealer.
  case notShipped
  /// The goods had gone back to the supplier.
  case returned
  /// The owner is no dealer of the rules.
  case unknownDealer
  /// The owner has no area at all.
  case noArea
  /// The region is not known, or no longer alive.
  case unknownRegion
  /// The place is so coarse that it holds regions of the owner and others.
  case coarsePlace
  /// The product is not known and the areas of the place differ by product.
  case unknownProduct
}

/// What was found out about one scan.
public struct ScanVerdict: Hashable, Sendable {
  /// What it says of its dealer.
  public var outcome: ScanClass
  /// Why.
  public var reason: ScanReason
  /// How much it proves.
  public var grade: EvidenceGrade
  /// The dealer that owned the goods, or `nil`.
  public var dealer: String?
  /// The other dealer that the reason speaks of, or `nil`.
  public var other: String?
  /// The product, or `nil`.
  public var product: String?
  /// Whether the verdict was another one before later events came.
  public var isReopened: Bool
  /// The rank of the event that made the dealer the owner, −1 for none.
  var rank: Int32
  var dealerIndex: Int32
  var codeIndex: Int32
}
