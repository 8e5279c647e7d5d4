// Commands that list prices and compare them with what others have.
extension Help {
  static let pricelist = HelpText(
    "dealer-rules pricelist", "what a dealer pays for everything, or who pays less than a bound",
    "列出经销商买每样商品的价格，或谁付得低于某价",
    usage: [
      "dealer-rules pricelist FOLDER --customer D --date T [options]",
      "dealer-rules pricelist FOLDER --product P --below AMOUNT --date T [options]",
    ],
    parts: [
      .options([
        .init("--customer D", "the dealer", "经销商"),
        .init("--date YYYY-MM-DD", "the day", "日期"),
        .init("--vs YYYY-MM-DD", "another day to compare with", "用来对比的另一天"),
        .init(
          "--product P", "one product; with --below every dealer is asked for it",
          "一个产品；与 --below 并用时查看每个经销商"),
        .init(
          "--below AMOUNT",
          "who pays less than that for a base unit, by which row and offers",
          "谁按基本单位付得低于此价，由哪一行和哪些优惠"),
        .init(
          "--currency C",
          "the currency of AMOUNT and of the dealers asked (default the book's)",
          "AMOUNT 及所查经销商的币种（默认为规则的币种）"),
        .init(
          "--quantity Q", "how much is ordered (default the smallest quantity that can be)",
          "订多少（默认为可订的最小数量）"),
        .init(
          "--ship-to R", "the region that the goods go to (default the dealer's own)",
          "商品发往的区域（默认为经销商自己的）"),
        .known,
        .table,
        .sheet,
        .init("--json", "one object a line (RULES.md U-031)", "每行一个对象（RULES.md U-031）"),
      ]),
      .note(
        "Goods that the dealer may not buy there are listed with what keeps it from them.",
        "经销商在那里不得购买的商品也列出，并写明不得购买的原因。"),
    ],
    example: [
      "dealer-rules pricelist Examples/Projects/snack-brand --customer D0001 --date 2025-09-15"
    ])

  static let describe = HelpText(
    "dealer-rules describe", "say what offers give, in words that a dealer can be given",
    "用可以给经销商看的话说明优惠",
    usage: ["dealer-rules describe FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--offer ID",
          "this offer (may be given more than once); default every published one",
          "此优惠（可重复）；默认为每个已发布的优惠"),
        .init(
          "--lang en|zh", "the language of headings and sentences (default en)", "标题和句子所用的语言（默认 en）"
        ),
        .init(
          "--date YYYY-MM-DD",
          """
          place the worked orders on that day; default the latest start of the offer or of \
          a price at which the offer is in force
          """,
          "示例订单的日期；默认为优惠的最近开始日，或优惠生效期内价格的最近开始日"),
        .known,
        .init(
          "--evaluations N",
          "orders priced at most to find two that show an offer (default 2000)",
          "为找出两张能体现优惠的订单最多试算的订单数（默认 2000）"),
        .init("--json", "one object an offer (RULES.md U-040)", "每个优惠一个对象（RULES.md U-040）"),
      ]),
      .note(
        """
        Told are whom it is for, the goods, what must be reached, what it gives, when, how \
        it stands beside other offers, and its bounds; then up to two orders as they are \
        priced.
        """,
        "说明适用客户、商品、须达到的条件、所给优惠、时间、与其他优惠如何并用及其上限；然后给出至多两张实际定价的订单。"),
    ],
    example: ["dealer-rules describe Examples/Projects/snack-brand --offer SE-AUTUMN --lang zh"])

  static let match = HelpText(
    "dealer-rules match", "compare with the nets that another system has", "与另一系统的净额核对",
    usage: ["dealer-rules match FOLDER --expected E.csv [options]"],
    parts: [
      .options([
        .init(
          "--expected E.csv",
          """
          the columns order, line and net, unitPrice or both; or order and total; a total \
          beside lines counts as one more line; every column there is is compared
          """,
          "列为 order、line 及 net、unitPrice 或两者；或 order 与 total；与行并列的 total 另算一行；有几列就核对几列"),
        .init("--orders F", "the orders; default those of the folder", "订单；默认为文件夹的订单"),
        .init("--min-exact R", "how many lines must be exact (default 100%)", "须有多少行完全一致（默认 100%）"),
        .init("--date, --known", "as `price` has them", "同 `price`"),
        .init("--json", "objects instead of text (RULES.md U-033)", "输出对象而非文字（RULES.md U-033）"),
      ]),
      .note(
        """
        Lines that differ are told by likely cause, one example of each cause and rule; so \
        are those of orders that E.csv lacks whole, unless they are blocked here. Exit code \
        1 where fewer lines are exact than asked, or an order is in error.
        """,
        "不一致的行按可能的原因列出，每个原因和规则举一例；E.csv 完全缺少的订单也列出，除非在这里被拦截。一致的行少于要求或有订单出错时退出码为 1。"),
    ],
    example: ["dealer-rules match rules --expected booked.csv --min-exact 99.5%"])

  static let rebates = HelpText(
    "dealer-rules rebates", "show what agreements give for the orders of a period",
    "列出一个时段的订单按协议所得",
    usage: ["dealer-rules rebates FOLDER --period P [options]"],
    parts: [
      .options([
        .init(
          "--period P",
          "YYYY, YYYY-Q3, YYYY-MM or YYYY-MM-DD..YYYY-MM-DD",
          "YYYY、YYYY-Q3、YYYY-MM 或 YYYY-MM-DD..YYYY-MM-DD"),
        .ordersAsPrice,
        .table,
        .sheet,
        .init("--json", "one object a line (RULES.md U-034)", "每行一个对象（RULES.md U-034）"),
      ]),
      .note(
        """
        Each order earns by the totals that it states as facts; orders that are held or \
        blocked earn nothing.
        """,
        "每张订单按其事实所写的累计数获得返利；待审批或被拦截的订单没有。"),
    ],
    example: ["dealer-rules rebates Examples/Projects/snack-brand --period 2025-Q3"])

  static let groupBuy = HelpText(
    "dealer-rules groupbuy", "show what a closed group gives back to each of its orders",
    "列出已结束的拼团退给其各张订单的金额",
    usage: ["dealer-rules groupbuy FOLDER GROUP [options]"],
    parts: [
      .options([
        .init(
          "--total Q", "the group's quantity, where it is not what the file holds",
          "拼团的总数量，与文件所载不同时写明"),
        .ordersAsPrice,
        .table,
        .sheet,
        .init("--json", "one object a line (RULES.md U-037)", "每行一个对象（RULES.md U-037）"),
      ]),
      .note(
        "Orders that are held, blocked or in error are not in the group.", "待审批、被拦截或出错的订单不在拼团中。"),
    ],
    example: ["dealer-rules groupbuy Examples/Projects/group-buy spring-rice"])

  static let replay = HelpText(
    "dealer-rules replay", "price stored decisions again, byte by byte", "重新给已存的决定定价，逐字节核对",
    usage: ["dealer-rules replay DECISIONS.ndjson --archive FOLDER [options]"],
    parts: [
      .options([
        .init(
          "--archive FOLDER",
          "a project, or a folder of projects, with rules and orders as they were",
          "一个项目或放有几个项目的文件夹，规则和订单如当时"),
        .init("--order ID", "only this order", "只看这张订单"),
        .init("--date, --known", "as `price` had them", "与当时的 `price` 相同"),
        .init(
          "--json", "one object for each decision that does not come out the same", "结果不同的决定各一个"),
      ]),
      .note(
        """
        A decision names the hash of its rules and of its order; both must be in the \
        archive (RULES.md U-035). Exit code 1 where a decision comes out otherwise or \
        cannot be found.
        """,
        "决定写明其规则和订单的哈希；两者都须在存档中（RULES.md U-035）。有决定结果不同或找不到时退出码为 1。"),
    ],
    example: ["dealer-rules replay decisions.ndjson --archive Examples/Projects/offer-sheet"])
}
