// Commands that try rules out before they are published.
extension Help {
  static let test = HelpText(
    "dealer-rules test", "run the tests that stand beside the rules", "运行规则旁的测试",
    usage: ["dealer-rules test FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--record",
          "write what came out into the tests that do not match, instead of failing",
          "测试不符时把实际结果写入测试，而不判失败"),
        .init("--coverage", "list what of the rules no order made use of", "列出没有订单用到的规则"),
        .init(
          "--orders F",
          "orders that count for the coverage as well; nothing is expected of them",
          "另计入覆盖率的订单；对它们没有预期"),
        .init("--date D", "the date of orders of F that state none", "F 中未写日期的订单的日期"),
        .init("--junit F", "write the results as JUnit XML", "把结果写成 JUnit XML"),
        .init(
          "--json",
          "one object a test and one of the coverage instead of text (RULES.md U-005)",
          "每个测试和覆盖率各输出一个对象而非文字（RULES.md U-005）"),
      ]),
      .note(
        """
        Tests are tests/*.json of the folder: {"tests": [{"name": ..., "order": {...}, \
        "expect": {...}}]}, where `expect` states any part of a decision as `price` and \
        `explain --json` write it (RULES.md U-001 ... U-003). The last line counts tests, \
        and of offers, rungs, conditions, price rows and other rules how many were made use \
        of. Exit code 1 where a test fails, where an order of F is in error, and where there \
        is no test and no order either.
        """,
        """
        测试是文件夹中的 tests/*.json：{"tests": [{"name": ..., "order": {...}, "expect": {...}}]}，其中\
         `expect` 写出 `price` 和 `explain --json` 所输出决定的任意部分（RULES.md U-001 ... U-003）。最后一行统计测\
        试，以及优惠、档位、条件、价格行和其他规则各用到多少。有测试失败、F 中有订单出错，或既无测试又\
        无订单时，退出码为 1。
        """),
    ],
    example: ["dealer-rules test Examples/Projects/offer-sheet"])

  static let diff = HelpText(
    "dealer-rules diff", "price past orders under two rule sets and show what differs",
    "用两套规则给过去的订单定价并列出差异",
    usage: ["dealer-rules diff OLD NEW [options]"],
    parts: [
      .options([
        .init("--orders F", "the orders; default those of the folder OLD", "订单；默认为文件夹 OLD 的订单"),
        .date,
        .known,
        .init(
          "--threads N", "worker tasks, 1 to 64 (default 2); the result is the same",
          "任务数，1 到 64（默认 2）；不影响结果"),
        .init(
          "--top N",
          "entries shown of dealers, tiers, regions, products, offers (default 5)",
          "列出多少个经销商、等级、区域、产品、优惠（默认 5）"),
        .init(
          "--movers N",
          "orders shown that move furthest, of each currency (default 3)",
          "每个币种列出多少张变动最大的订单（默认 3）"),
        .init(
          "--pilot-dealers A,B", "the new rules for these dealers and those below them alone",
          "新规则只用于这些经销商及其下级"),
        .init("--pilot-regions R,S", "and for orders that go to these regions", "以及发往这些区域的订单"),
        .init(
          "--adjustments F.csv", "write every line whose net changes, and by how much",
          "写出净额变动的每一行及变动金额"),
        .init("--excel", "write that table for a spreadsheet", "该表格供电子表格使用"),
        .init(
          "--json", "one object instead of text (RULES.md U-018)", "输出一个对象而非文字（RULES.md U-018）"),
      ]),
      .note(
        """
        Shown are the sums of both sides, outcomes that change, how many orders move by how \
        much, who falls and rises by dealer, tier, region, product and offer, how limits \
        are used up, and the orders that move furthest under both sides. Orders are read \
        and priced in blocks, so that memory does not grow with them. Exit code 1 where an \
        order is in error.
        """,
        """
        列出两边的合计、改变的结果、订单按变动幅度的分布、按经销商、等级、区域、产品和优惠的升降、额度与次数如何用完，以及两边变动最大的订单。订单按块读取和定价，内存不随订单增\
        长。有订单出错时退出码为 1。
        """),
    ],
    example: ["dealer-rules diff Examples/Projects/snack-brand Examples/Projects/snack-brand"])

  static let gate = HelpText(
    "dealer-rules gate", "tell whether new rules keep to what they must, by past orders",
    "用过去的订单判断新规则是否守住界限",
    usage: ["dealer-rules gate OLD NEW [options]"],
    parts: [
      .options([
        .init(
          "--max-revenue-change R", "the most that revenue may move, up or down, such as 0.5%",
          "收入上下变动的上限，如 0.5%"),
        .init(
          "--max-dealer-loss R", "the most that any dealer's goods may cost more, such as 2%",
          "任一经销商货款增加的上限，如 2%"),
        .init("--max-blocked N", "the most orders that only the new rules block", "只被新规则拦截的订单数上限"),
        .init(
          "--no-floor-breach", "no order may break a floor, a margin or a bound of discounts",
          "任何订单不得触破最低价、毛利或折扣上限"),
        .init(
          "--manifest F", "write what was found, with the hashes of both rule sets", "写出结论和两边的哈希"),
        .init(
          "--effective T", "the day or instant from which the new rules are to hold, for F",
          "新规则生效的日期或时间点，写入 F"),
        .sidesAsDiff,
        .init(
          "--json", "the manifest on standard output (RULES.md U-017)", "清单给标准输出（RULES.md U-017）"),
      ]),
      .note(
        """
        Exit code 0 where nothing is broken, 1 where something is, an order is in error or \
        none was compared, 2 where nothing is asked.
        """,
        "一切守住时退出码为 0；有触破、有订单出错或没有比较任何订单时为 1；没有要求时为 2。"),
    ],
    example: ["dealer-rules gate rules-now rules-next --max-revenue-change 0.5%"])

  static let report = HelpText(
    "dealer-rules report", "write what differs between two rule sets as a page for a browser",
    "把两套规则的差异写成浏览器页面",
    usage: ["dealer-rules report OLD NEW --html F [options]"],
    parts: [
      .options([
        .init("--html F", "the page; it needs no network and nothing else", "页面；不需要网络，也不需要其他文件"),
        .init("--lang en|zh", "its language (default en)", "页面的语言（默认 en）"),
        .init("--title TEXT", "its title", "页面的标题"),
        .init(
          "--control-dealers A,B",
          "set the goods of offers beside those of these dealers and the ones below them",
          "把优惠所涉商品与这些经销商及其下级对照"),
        .init(
          "--control-regions R,S", "and beside those of these regions (RULES.md U-038)",
          "以及与这些区域对照（RULES.md U-038）"),
        .sidesAsDiff,
        .init("--json", "the object of `diff --json` as well", "另外输出 `diff --json` 的对象"),
      ]),
      .note(
        """
        The page shows the sums, the way from list to payable, how many orders move by how \
        much, who falls and rises, what each offer costs and how often it is used, and a \
        table of all dealers that can be searched (RULES.md U-036).
        """,
        "页面给出合计、从目录价到应付的过程、订单按变动幅度的分布、升降情况、每个优惠的成本和使用率，以及可搜索的全部经销商表（RULES.md U-036）。"),
    ],
    example: ["dealer-rules report rules-now rules-next --html report.html"])

  static let simulate = HelpText(
    "dealer-rules simulate", "price orders with values of the rules changed", "改动规则中的值后给订单定价",
    usage: ["dealer-rules simulate FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--set SECTION.ID.FIELD=VALUE", "change a value without editing a file; may be repeated",
          "不改文件而改一个值；可重复"),
        .init(
          "--fields SECTION",
          "list what can be changed in offers, prices, customers ...",
          "列出 offers、prices、customers 等节中可以改的内容"),
        .init(
          "--fields SECTION.ID", "list the fields of one object with the values that they have",
          "列出一个对象的字段及其现值"),
        .init("--at YYYY-MM-DD", "place every order on that day instead", "把每张订单改放到那一天"),
        .init(
          "--stock PRODUCT=QUANTITY", "give every order this stock; may be repeated",
          "给每张订单这样的库存；可重复"),
        .init(
          "--sweep PATH=FROM..TO/STEP",
          """
          one run for each value of PATH, as a table and a curve; given twice, one for each \
          pair of values, as rows and columns
          """,
          "PATH 每取一个值运行一次，输出表格和曲线；给两次时每对值运行一次，输出行列表"),
        .init(
          "",
          "--orders F, --date D, --threads N, --top N, --json as `diff` has them",
          "--orders F、--date D、--threads N、--top N、--json 同 `diff`"),
      ]),
      .note(
        """
        The field `percent` is `percentOff` in percent: offers.spring.percent=12. A price \
        row is called as `explain` calls it: prices.list/A.price=9. What comes out is \
        compared with the rules and orders as they are (RULES.md U-030).
        """,
        """
        字段 `percent` 是以百分数写的 `percentOff`：offers.spring.percent=12。价格行用 `explain` 所给的名称：\
        prices.list/A.price=9。结果与现有规则和订单比较（RULES.md U-030）。
        """),
    ],
    example: [
      "dealer-rules simulate Examples/Projects/snack-brand --set offers.SE-AUTUMN.percent=5"
    ])

  static let compare = HelpText(
    "dealer-rules compare", "price one order under several projects, side by side",
    "用几个项目给同一张订单定价并排列对比",
    usage: ["dealer-rules compare FOLDER ORDER --with FOLDER2 [--with FOLDER3 ...]"],
    parts: [
      .options([
        .init(
          "--with FOLDER",
          "another project: other price books, suppliers or rules; may be repeated",
          "另一个项目：其他价目、供应商或规则；可重复"),
        .init("--orders F", "the orders; default those of the first folder", "订单；默认为第一个文件夹的订单"),
        .date,
        .init("--json", "one object a project (RULES.md U-032)", "每个项目一个对象（RULES.md U-032）"),
      ])
    ],
    example: ["dealer-rules compare rules SO2509150005 --with other-rules"])
}
