import Foundation
import DealerRules

/// `new`: a rule project to start from.
enum NewCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.new.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--currency"], switches: ["--json"], positions: ["the folder"])
    let code = arguments.value("--currency") ?? "CNY"
    guard let currency = Currency(code) else {
      throw Arguments.UsageError(message: "there is no currency `\(code)`")
    }
    let folder = URL(fileURLWithPath: arguments.positional[0])
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    guard names.isEmpty else {
      throw Arguments.UsageError(message: "`\(folder.path)` is not empty")
    }
    let files = self.files(code).map { name, text in
      (name, NewCommand.translated(NewCommand.priced(text, in: currency)))
    }
    for (name, text) in files {
      let url = folder.appendingPathComponent(name)
      do {
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      } catch {
        throw FileError(message: "cannot write `\(url.path)`")
      }
      if arguments.has("--json") {
        Console.print("{\"file\":\(Console.quoted(name))}")
      } else {
        Console.print(name)
      }
    }
    let last = "files \(files.count)"
    arguments.has("--json") ? Console.note(last) : Console.print(last)
    return .ok
  }

  /// Amounts that a currency without decimals can state: those with two, a hundredfold.
  private static func priced(_ text: String, in currency: Currency) -> String {
    guard currency.exponent == 0 else { return text }
    return text.replacingOccurrences(
      of: #"([0-9])\.([0-9]{2})(?![0-9])"#, with: "$1$2", options: .regularExpression)
  }

  /// The names in the files, in the language asked for.
  private static func translated(_ text: String) -> String {
    guard ReportWords.asked.isChinese else { return text }
    return chinese.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
  }

  private static let chinese = [
    ("my rules", "我的规则"), ("Spring, 10 % off snacks from 10 units", "春季零食满 10 件九折"),
    ("snacks,Snacks", "snacks,零食"), ("drinks,Drinks", "drinks,饮料"),
    ("Potato chips", "薯片"), (",Cola,", ",可乐,"),
    ("First dealer", "第一经销商"), ("Second dealer", "第二经销商"),
    ("a case of chips is ten per cent off", "整箱薯片九折"), ("nine bags are not", "九袋不打折"),
  ]

  private static let firstTests = """
    {"tests": [
      {"name": "a case of chips is ten per cent off",
       "order": {"id": "1", "customer": "D1", "date": "2025-03-01",
         "lines": [{"number": 1, "product": "chips", "quantity": "1", "unit": "case"}]},
       "expect": {"list": "115.20", "net": "103.68",
         "lines": [{"number": 1, "steps": [{"rule": "spring", "amount": "-11.52"}]}]}},
      {"name": "nine bags are not",
       "order": {"id": "1", "customer": "D1", "date": "2025-03-01",
         "lines": [{"number": 1, "product": "chips", "quantity": "9"}]},
       "expect": {"net": "43.20", "absent": ["spring"]}}
    ]}

    """

  private static func files(_ currency: String) -> [(name: String, text: String)] {
    [
      (
        "rules.json",
        """
        {
          "rules": 1,
          "name": "my rules",
          "currency": "\(currency)",
          "preset": "retail-safe",
          "priceTables": [
            {"id": "tier", "keys": ["tier", "product"]},
            {"id": "list", "keys": ["product"]}
          ],
          "priceKinds": [{"id": "price", "accesses": [{"tables": ["tier"]}, {"tables": ["list"]}]}],
          "guards": [{"id": "cost", "floor": {"of": "cost"}, "outcome": "refuse"}],
          "offers": [
            {"id": "spring", "name": "Spring, 10 % off snacks from 10 units", "percentOff": "10%",
             "when": {"product.category": "snacks", "line.quantity": {"from": "10"}}}
          ]
        }

        """
      ),
      ("categories.csv", "id,name\nsnacks,Snacks\ndrinks,Drinks\n"),
      (
        "products.csv",
        """
        id,name,category,unit,units,cost
        chips,Potato chips,snacks,bag,case=24,3.20
        cola,Cola,drinks,can,case=24,1.50

        """
      ),
      ("customers.csv", "id,name,tier\nD1,First dealer,gold\nD2,Second dealer,silver\n"),
      (
        "prices.csv",
        "table,tier,product,price\nlist,,chips,5.00\nlist,,cola,2.50\ntier,gold,chips,4.80\n"
      ),
      (
        "orders.csv",
        """
        order,customer,date,number,product,quantity,unit
        1,D1,2025-03-01,1,chips,1,case
        2,D2,2025-03-02,1,chips,5,bag
        2,D2,2025-03-02,2,cola,2,case

        """
      ),
      (
        "tests/first.json",
        firstTests
      ),
    ]
  }
}
