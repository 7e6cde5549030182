using Parquet;
using Parquet.Schema;
using VaeSharp.Storage;

namespace VaeSharp.Export;

/// <summary>A table in Apache Parquet's format, which pandas, Polars, DuckDB and embedding viewers read.</summary>
internal sealed class ParquetTable
{
    private readonly List<Field> _fields = [];
    private readonly List<Func<ParquetRowGroupWriter, Task>> _columns = [];

    /// <summary>Adds a column of texts.</summary>
    /// <param name="name">Of the column.</param>
    /// <param name="values">One a row.</param>
    public void Add(string name, IReadOnlyList<string> values)
    {
        var field = new DataField<string>(name);
        _fields.Add(field);
        _columns.Add(group => group.WriteAsync(field, values));
    }

    /// <summary>Adds a column of whole numbers.</summary>
    /// <param name="name">Of the column.</param>
    /// <param name="values">One a row.</param>
    public void Add(string name, long[] values)
    {
        var field = new DataField<long>(name);
        _fields.Add(field);
        _columns.Add(group => group.WriteAsync<long>(field, values));
    }

    /// <summary>Adds a column of lists of equal length.</summary>
    /// <param name="name">Of the column.</param>
    /// <param name="values">Row after row.</param>
    /// <param name="width">How many in a row; at least 1.</param>
    public void AddLists<T>(string name, T[] values, int width)
        where T : struct
    {
        var element = new DataField<T>("element");
        _fields.Add(new ListField(name, element));
        // Every list is there and every element too: the highest level. The first element of a row begins a list.
        int[] defined = new int[values.Length];
        Array.Fill(defined, 2);
        int[] repeated = [.. Enumerable.Range(0, values.Length).Select(i => i % width == 0 ? 0 : 1)];
        _columns.Add(group => group.WriteAllPartsAsync<T>(element, values, defined, repeated, default));
    }

    /// <summary>Writes the table; the file is whole or absent.</summary>
    /// <param name="path">The file to replace.</param>
    public void Write(string path) => AtomicFile.Write(path, stream => WriteAsync(stream).GetAwaiter().GetResult());

    private async Task WriteAsync(Stream stream)
    {
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(_fields), stream).ConfigureAwait(false);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        foreach (Func<ParquetRowGroupWriter, Task> column in _columns)
        {
            await column(group).ConfigureAwait(false);
        }
    }
}
