namespace ExoRoute.Cli.Export;

/// <summary>What a row says of its sum.</summary>
internal enum RowSense
{
    /// <summary>It is the right side.</summary>
    Equal,

    /// <summary>It is at most the right side.</summary>
    AtMost,

    /// <summary>It is at least the right side.</summary>
    AtLeast,
}

/// <summary>A row: a sum that is held.</summary>
/// <param name="Sense">How.</param>
/// <param name="Right">To what.</param>
/// <param name="Remark">What it stands for; one line.</param>
internal sealed record LinearRow(RowSense Sense, ExactDecimal Right, string Remark);

/// <summary>A column: an amount that is chosen.</summary>
/// <param name="Cost">What one unit costs.</param>
/// <param name="Low">The least; null for none.</param>
/// <param name="High">The most; null for none.</param>
/// <param name="IsWhole">Whether it is a whole number.</param>
/// <param name="Entries">Its part in rows, by place.</param>
/// <param name="Remark">What it stands for; one line.</param>
internal sealed record LinearColumn(ExactDecimal Cost, ExactDecimal? Low, ExactDecimal? High, bool IsWhole, IReadOnlyList<(int Row, ExactDecimal Coefficient)> Entries, string Remark);

/// <summary>Minimise a linear cost of columns so that all rows hold. Rows are named r1, r2, ..., columns x1, x2, ...; remarks tell what they stand for.</summary>
internal sealed class LinearProgram(string remark)
{
    private readonly List<LinearRow> _rows = [];
    private readonly List<LinearColumn> _columns = [];

    /// <summary>What it is.</summary>
    internal string Remark => remark;

    /// <summary>All rows.</summary>
    internal IReadOnlyList<LinearRow> Rows => _rows;

    /// <summary>All columns.</summary>
    internal IReadOnlyList<LinearColumn> Columns => _columns;

    /// <summary>A row more; its place.</summary>
    internal int Row(RowSense sense, ExactDecimal right, string about)
    {
        _rows.Add(new(sense, right, about));
        return _rows.Count - 1;
    }

    /// <summary>A column more.</summary>
    internal void Column(ExactDecimal cost, ExactDecimal? low, ExactDecimal? high, string about, bool isWhole, params IEnumerable<(int, ExactDecimal)> entries) =>
        _columns.Add(new(cost, low, high, isWhole, [.. entries], about));
}
