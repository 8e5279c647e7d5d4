/// An offer to be left out, altogether or for some products.
struct IgnoredOffer {
  /// The offer's id.
  let id: String
  /// It is left out for products whose names begin so; `nil` leaves it out altogether.
  let namePrefix: String?

  /// Reads `ID` or `ID:PRODUCT-NAME-PREFIX`; `nil` when a part is empty.
  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let id = parts.first, !id.isEmpty, parts.last?.isEmpty == false else { return nil }
    self.id = String(id)
    namePrefix = parts.count == 2 ? String(parts[1]) : nil
  }
}

/// A fault of the command line that ends the run with exit code 2.
struct UsageError: Error {
  /// What is wrong.
  var message: String
}

/// The command line, read.
struct Arguments {
  /// How the command is called.
  static let usage = """
    usage: reprice-adventure-works DIR [--ignore-offer ID[:PRODUCT-NAME-PREFIX]]... [--help]
    """

  /// What `--help` prints.
  static let help = """
    \(usage)

    Prices every sales order of an AdventureWorks folder again, from its own price history and
    special offers, and compares unit prices, discounts, line totals, order subtotals and the
    totals of web orders with the booked ones.

      DIR               holds sales_order_header, sales_order_detail, product,
                        product_subcategory, product_category, product_list_price_history,
                        special_offer and special_offer_product, each as NAME.csv or NAME.csv.gz
      --ignore-offer    leaves an offer out: altogether (12), or for the products whose names
                        begin with a text (16:Mountain-200); may be repeated
      --help            prints this

    Exit: 0 all exact, 1 mismatches, 2 usage, 3 input or output.
    """

  /// The folder with the tables.
  var folder = ""
  /// Offers to be left out.
  var ignored: [IgnoredOffer] = []
  /// Whether only help is wanted.
  var wantsHelp = false

  /// Reads the words after the command's name.
  init(_ words: [String]) throws(UsageError) {
    var rest = words[...]
    var folders: [String] = []
    while let word = rest.popFirst() {
      switch word {
      case "--help", "-h": wantsHelp = true
      case "--ignore-offer":
        guard let text = rest.popFirst() else {
          throw UsageError(message: "--ignore-offer needs an offer")
        }
        ignored.append(try Arguments.offer(text))
      case _ where word.hasPrefix("--ignore-offer="):
        ignored.append(try Arguments.offer(String(word.dropFirst("--ignore-offer=".count))))
      case _ where word.hasPrefix("-") && word != "-":
        throw UsageError(message: "unknown option \(word)")
      default: folders.append(word)
      }
    }
    guard !wantsHelp else { return }
    guard folders.count == 1 else {
      throw UsageError(
        message: folders.isEmpty ? "no folder is given" : "more than one folder is given")
    }
    folder = folders[0]
  }

  private static func offer(_ text: String) throws(UsageError) -> IgnoredOffer {
    guard let offer = IgnoredOffer(text) else {
      throw UsageError(message: "--ignore-offer \(text): not ID or ID:PRODUCT-NAME-PREFIX")
    }
    return offer
  }
}
