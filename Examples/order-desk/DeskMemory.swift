import DealerRules

/// What the desk has read and worked out, so that steps of one return do not do it again for all of
/// its lines. Nothing is told by it that would not be told without.
final class DeskMemory {
  private static let most = 8

  /// Sales by the request that kept them; a note never changes.
  private(set) var sales: [String: StoredSale] = [:]
  /// What the last return would come to.
  var prospect = ReturnProspect()

  func keep(_ sale: StoredSale, _ request: String) {
    if sales.count >= DeskMemory.most { sales = [:] }
    sales[request] = sale
  }
}
