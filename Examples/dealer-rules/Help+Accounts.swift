// Commands about goods, accounts and returns.
extension Help {
  static let scans = HelpText(
    "dealer-rules scans", "judge scans of goods by where their dealers may sell", "按经销商可销区域判定商品的扫码",
    usage: ["dealer-rules scans FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--events F",
          "the events; default events.ndjson, else events.csv of the folder",
          "事件；默认为文件夹中的 events.ndjson，否则 events.csv"),
        .init(
          "--scans F",
          "the scans; default scans.ndjson, else scans.csv of the folder",
          "扫码；默认为文件夹中的 scans.ndjson，否则 scans.csv"),
        .init(
          "--known YYYY-MM-DD",
          """
          mark scans whose verdict was another one by what was known at the start of that \
          day (reopened)
          """,
          "标出按当日开始时所知结论不同的扫码（重新打开）"),
        .init(
          "--format F",
          """
          ndjson or csv: one record for each scan on standard output instead of the report; \
          the last line then goes to standard error
          """,
          "ndjson 或 csv：把每次扫码一条记录写到标准输出以代替报告；最后一行则写到标准错误"),
        .init(
          "--lang en|zh",
          "the language of the report (default en); its last line has none",
          "报告所用的语言（默认 en）；最后一行不变"),
        .init(
          "--json", "the report as a JSON object (RULES.md W-013)", "报告为 JSON 对象（RULES.md W-013）"),
      ]),
      .note(
        """
        Beside the rules the folder holds events, scans, areas.csv (which dealer may sell \
        where) and, if it wants, trace.json (RULES.md W-012). Findings go to standard error \
        with file, line and column. Files are read in blocks: memory grows with the goods, \
        not with the scans. The report also tells what trace.json looks for in totals.csv \
        and sellthrough.csv (RULES.md W-017).
        """,
        """
        除规则外，文件夹中还有事件、扫码、areas.csv（哪个经销商可在何处销售），以及可选的 trace.json（RULES.md W-012）。问题连同文件、行、列写\
        到标准错误。文件按块读取：内存随商品数增长，不随扫码数增长。报告还给出 trace.json 要在 totals.csv 和 sellthrough.csv 中查看的内\
        容（RULES.md W-017）。
        """),
    ],
    example: ["dealer-rules scans Examples/Projects/traced-snacks"])

  static let sources = HelpText(
    "dealer-rules sources", "tell from where the goods of orders come", "指出订单的商品从何处发出",
    usage: ["dealer-rules sources FOLDER [options]"],
    parts: [
      .options([
        .orders,
        .init(
          "--sources F", "the sources; default sources.json of the folder",
          "货源；默认为文件夹中的 sources.json"),
        .init(
          "--stock F",
          "what they hold as a table; default stock.csv of the folder, if it is there",
          "货源库存表；默认为文件夹中的 stock.csv（若有）"),
        .date,
        .known,
        .init(
          "--json",
          "one object a line of an order instead of text (RULES.md X-018)",
          "每个订单行输出一个对象而非文字（RULES.md X-018）"),
        .init(
          "--lang en|zh",
          "the language of the text (default en); its last line has none",
          "文字所用的语言（默认 en）；最后一行不变"),
      ]),
      .note(
        """
        The lines of all orders that `authorize` allows or flags are served together; \
        orders that it holds or blocks wait. Each line tells its sources, what is missing, \
        and why other sources give nothing (RULES.md Y-001 ... Y-006).
        """,
        """
        凡 `authorize` 放行或提示的订单，其各行一起供货；待审批或拦截的订单等待。每一行给出货源、缺多少，以及其他货源为何不供（RULES.md Y-001 \
        ... Y-006）。
        """),
    ],
    example: ["dealer-rules sources Examples/Projects/channel-rules"])

  static let credit = HelpText(
    "dealer-rules credit", "show where accounts stand", "列出各账户现状",
    usage: ["dealer-rules credit FOLDER [options]"],
    parts: [
      .options([
        .account,
        .asOf,
        .init(
          "--journal FILE",
          "with what a journal of order-desk holds (RULES.md B-023)",
          "加上 order-desk 日志所载（RULES.md B-023）"),
        .init("--json", "one object for each account (RULES.md X-017)", "每个账户一个对象（RULES.md X-017）"),
      ]),
      .note(
        """
        For each account: limit, exposure, what is available and which node bounds it, what \
        is late by days, what the smallest order would be told today and tomorrow, and \
        reminders due.
        """,
        "每个账户列出：额度、已用额度、可用额度及受哪个节点限制、按天数分的逾期、最小订单今天和明天的结果，以及到期的催款。"),
    ],
    example: ["dealer-rules credit Examples/Projects/snack-brand --as-of 2025-09-15"])

  static let scorecards = HelpText(
    "dealer-rules scorecards", "show which scores, limits and tiers a review of accounts proposes",
    "列出账户评审建议的评分、额度和等级",
    usage: ["dealer-rules scorecards FOLDER [options]"],
    parts: [
      .options([
        .account,
        .asOf,
        .init("--json", "one object for each account (RULES.md X-020)", "每个账户一个对象（RULES.md X-020）"),
      ]),
      .note(
        """
        Scorecards and tiers are those of the project's `credit`. What they look at is in \
        tables of the folder, each of which may be missing: scores.csv (numbers by name), \
        payments.csv, tiers.csv (where dealers stand, and what somebody set), values.csv \
        and movements.csv. What is dated on the day or later has no say (RULES.md B-016, \
        B-017, B-027). Nothing is changed by it.
        """,
        """
        评分卡和等级取自项目的 `credit`。所看的数据在文件夹的表格中，每个都可以没有：scores.csv（按名称的数字）、payments.csv、tiers.csv\
        （经销商现处等级和人工指定）、values.csv 和 movements.csv。日期在当日或之后的不计（RULES.md B-016, B-017, B-027）。\
        本命令不改动任何东西。
        """),
    ],
    example: ["dealer-rules scorecards Examples/Projects/snack-brand --as-of 2025-09-15"])

  static let statement = HelpText(
    "dealer-rules statement", "show what an account owed, what moved, and what does not match",
    "列出账户的欠款、变动以及对不上的地方",
    usage: ["dealer-rules statement FOLDER --account A --period P [options]"],
    parts: [
      .options([
        .init("--account A", "the credit node, or a customer it pays for", "信用节点，或它替其付款的客户"),
        .init(
          "--period P", "YYYY, YYYY-MM, or YYYY-MM-DD..YYYY-MM-DD",
          "YYYY、YYYY-MM 或 YYYY-MM-DD..YYYY-MM-DD"),
        .init(
          "--quantity-tolerance R", "how far quantities may lie apart, such as 2% (default none)",
          "数量可以相差多少，如 2%（默认不得相差）"),
        .init(
          "--amount-tolerance M",
          "how far a billed amount may lie from the ordered one (default none)",
          "开票金额可以与订单金额相差多少（默认不得相差）"),
        .init("--json", "one object (RULES.md X-017)", "一个对象（RULES.md X-017）"),
      ]),
      .note(
        """
        Movements are movements.csv, lines of orders, shipments and invoices flow.csv of \
        the folder. The lines of an invoice or a return are held against what was booked \
        under its id (RULES.md B-026). Exit code 1 where a line of an order or a document \
        does not match.
        """,
        """
        变动在文件夹的 movements.csv，订单行、发货和发票在 flow.csv。发票或退货的各行与以其编号入账的内容核对（RULES.md B-026）。订单行或单\
        据对不上时退出码为 1。
        """),
    ],
    example: [
      "dealer-rules statement Examples/Projects/snack-brand --account D0001 --period 2025-09"
    ])

  static let returns = HelpText(
    "dealer-rules return", "show what a return of a stored sale comes to, and why",
    "说明已存销售的退货金额及原因",
    usage: ["dealer-rules return FOLDER --sale F --lines N=Q,... --date D [options]"],
    parts: [
      .options([
        .init(
          "--sale F", "stored sales, as `price --sales F` writes them",
          "已存的销售，由 `price --sales F` 写出"),
        .init(
          "--order O", "the sale of this order; needed where F holds several", "此订单的销售；F 有几笔时须写明"),
        .init(
          "--lines N=Q,...",
          """
          line numbers and quantities; N/PART=Q for a part of a kit; gifts go on counting \
          after the last line
          """,
          "行号和数量；套装的部件写 N/PART=Q；赠品的编号接在最后一行之后"),
        .init(
          "--products P=Q,...",
          """
          goods without a sale: the policy chooses (RULES.md Z-016), if need be several \
          sales, each with a statement of its own
          """,
          "没有销售记录的商品：由政策选择（RULES.md Z-016），必要时取几笔销售，各有一份结果"),
        .init(
          "--customer C", "whose sales, where F holds those of several customers",
          "谁的销售；F 中有几个客户时写明"),
        .init(
          "--unit U", "the unit that the products were sold in, where there are several",
          "商品售出时的单位，有几种时写明"),
        .init("--whole", "everything that is left, charges included", "余下的全部，费用也在内"),
        .init("--charges C,...", "charges to give back", "要退的费用"),
        .init("--date YYYY-MM-DD", "the day of the return", "退货日期"),
        .init("--delivered YYYY-MM-DD", "the day on which the goods arrived", "商品送达的日期"),
        .init("--reason R", "why the goods come back", "退货原因"),
        .init(
          "--returns F", "statements of earlier returns, as --json writes them",
          "以前退货的结果，由 --json 写出"),
        .init(
          "--request F",
          """
          requests as objects, one a line, instead of all of these but --sale and --returns \
          (RULES.md Z-020)
          """,
          "以对象写的请求，每行一个，代替除 --sale 和 --returns 之外的上述选项（RULES.md Z-020）"),
        .init(
          "--archive DIR",
          """
          a folder of earlier rule folders: of a sale that FOLDER prices otherwise, what \
          stays is priced again by the one it was sold by, under the policy of FOLDER \
          (RULES.md Z-008)
          """,
          "放有以前规则文件夹的文件夹：FOLDER 定价不同的销售，留下的部分按售出时的规则重新定价，政策仍用 FOLDER 的（RULES.md Z-008）"),
        .init("--id ID", "the id of the return; default the order and a count", "退货单号；默认为订单号加序号"),
        .init("--lang en|zh", "the language of the text; default en", "文字所用的语言；默认 en"),
        .init("--json", "one record for each return (RULES.md Z-023)", "每次退货一条记录（RULES.md Z-023）"),
      ]),
      .note(
        """
        The policy is `returns` of the project; without it everything comes back in \
        proportion. Exit code 1 where a return is held or refused, or a sale was tampered \
        with.
        """,
        "政策是项目的 `returns`；没有时按比例全退。退货待审批或被拒绝，或销售被改动过时，退出码为 1。"),
    ],
    example: [
      "dealer-rules price Examples/Projects/snack-brand --sales sales.ndjson",
      "dealer-rules return Examples/Projects/snack-brand --sale sales.ndjson \\",
      "  --order SO2509150005 --lines 10=1 --date 2025-09-20",
    ])
}
