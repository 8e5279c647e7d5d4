import DealerRules
import TestSupport

/// Cases that ask which price lists a place may use: each list is a product that may be bought
/// there or not.
enum CaseListing {
  /// The answer by key; `nil` where the case asks something else.
  static func answer(_ question: CaseQuestion) throws -> [String: CaseValue]? {
    let given = question.given
    let lists = (given["price_lists"]?.items ?? []).compactMap { list in
      list["id"]?.text.map { (id: $0, list: list) }
    }
    switch given["action"]?.text {
    case "available_price_lists":
      let open = try usable(lists, given, choosing: true)
      return [
        "available": .list(lists.filter { open.contains($0.id) }.map { .text($0.id) }),
        "not_available": .list(lists.filter { !open.contains($0.id) }.map { .text($0.id) }),
      ]
    case "price_list_available":
      let asked = given["query"]?["price_list"]?.text ?? ""
      return ["available": .flag(try usable(lists, given, choosing: false).contains(asked))]
    default: return nil
    }
  }

  /// The lists that may be bought at the place asked about.
  ///
  /// Where one is chosen, a place with lists of its own is closed to all others, and a place
  /// without any is open to all. Where one is named, it holds in its own places, or
  /// everywhere where it names none, or where the place is not known.
  private static func usable(
    _ lists: [(id: String, list: CaseValue)], _ given: CaseValue, choosing: Bool
  ) throws -> Set<String> {
    let query = given["query"]
    let country = query?["country"]?.text
    var shop = Shop([:])
    shop.book.products = lists.map { Product(id: $0.id) }
    let countries = lists.flatMap { $0.list["countries"]?.words ?? [] } + [country ?? ""]
    shop.book.regions = Set(countries).subtracting([""]).sorted().map { Region(id: $0) }
    for (id, list) in lists where choosing {
      for country in list["countries"]?.words ?? [] { shop.add(.list, id, in: country) }
      if !isOffered(list, query) { shop.add(.exclude, id, in: nil) }
    }
    for (id, list) in lists where !choosing && country != nil {
      let own = list["countries"]?.words ?? []
      for country in own { shop.add(.grant, id, in: country) }
      if own.isEmpty { shop.add(.grant, id, in: nil) }
    }
    if !choosing, country != nil { shop.book.territory.whiteSpace = .block }
    var order = Shop.order(
      lists.indices.map { Shop.line(Int32($0 + 1), lists[$0].id, "1") })
    order.shipTo = country
    let answer = try CompiledRules(shop.book).authorize(order).get()
    return Set(answer.lines.filter { $0.outcome == .allow }.map(\.product))
  }

  /// Whether a list is shown to choose from, and belongs to the website asked about.
  private static func isOffered(_ list: CaseValue, _ query: CaseValue?) -> Bool {
    let isSelectable = list["selectable"] == .flag(true)
    if query?["only_selectable"] == .flag(true), !isSelectable { return false }
    guard let site = query?["website"]?.text else { return true }
    if let own = list["website"]?.text { return own == site }
    return isSelectable || list["code"] != nil
  }
}

extension Shop {
  fileprivate mutating func add(_ effect: TerritoryEffect, _ product: String, in region: String?) {
    var rule = TerritoryRule(id: "rule \(book.territories.count + 1)", effect: effect)
    rule.product = product
    rule.region = region
    book.territories.append(rule)
  }
}
