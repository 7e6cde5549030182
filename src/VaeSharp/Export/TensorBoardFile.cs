using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Tensorboard;
using VaeSharp.Storage;

namespace VaeSharp.Export;

/// <summary>A file of events that TensorBoard shows: curves and pictures, one record each, only ever appended to.</summary>
/// <remarks>Not for several threads at once. Each record goes to the file in one write, so a program that ends
/// suddenly leaves at most one torn record, which <see cref="OpenAppend"/> drops.</remarks>
internal sealed class TensorBoardFile : IDisposable
{
    /// <summary>TensorBoard opens files whose name contains "tfevents".</summary>
    public const string FileName = "events.out.tfevents.vaesharp";

    private const string Version = "brain.Event:2";
    private readonly FileStream _stream;

    private TensorBoardFile(string path)
    {
        // Without a buffer, so that a record is in the file when the call returns.
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 0);
    }

    /// <summary>Starts a new file, replacing one that is there.</summary>
    /// <param name="path">Its name should be or contain <see cref="FileName"/>.</param>
    /// <param name="wallTime">Seconds since 1970, in UTC.</param>
    public static TensorBoardFile Create(string path, double wallTime)
    {
        byte[] frame = RecordFraming.Frame(new Event { WallTime = wallTime, FileVersion = Version }.ToByteArray());
        AtomicFile.Write(path, stream => stream.Write(frame));
        return new TensorBoardFile(path);
    }

    /// <summary>Continues a file after a resume: events after <paramref name="keepThroughStep"/> are dropped, since
    /// they will come again, and so is everything from the first torn or damaged record on.</summary>
    /// <param name="path">The file; when it is missing or empty, a new one is started.</param>
    /// <param name="keepThroughStep">The last step that the restored state has seen; −1 keeps no event.</param>
    /// <param name="wallTime">Seconds since 1970, in UTC; used only when a new file is started.</param>
    /// <exception cref="InvalidDataException">The file is not one of events; it is left as it was.</exception>
    public static TensorBoardFile OpenAppend(string path, long keepThroughStep, double wallTime)
    {
        DiskEntry.DemandFileOrNothing(path);
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return Create(path, wallTime);
        }

        using (FileStream old = File.OpenRead(path))
        {
            byte[] first = RecordFraming.ReadNext(old) ?? throw NotEvents(path);
            if (Parse(first)?.FileVersion != Version)
            {
                throw NotEvents(path);
            }

            AtomicFile.Write(path, stream =>
            {
                stream.Write(RecordFraming.Frame(first));
                while (RecordFraming.ReadNext(old) is byte[] data && Parse(data) is Event kept)
                {
                    if (kept.Step <= keepThroughStep)
                    {
                        stream.Write(RecordFraming.Frame(data));
                    }
                }

                old.Dispose(); // Windows replaces no file that is open
            });
        }

        return new TensorBoardFile(path);
    }

    /// <summary>Adds one point to the curve named <paramref name="tag"/>.</summary>
    /// <param name="tag">The curve; parts before a slash group curves.</param>
    /// <param name="value">Any float; what is not finite is shown as such.</param>
    /// <param name="step">The point's place, never negative.</param>
    /// <param name="wallTime">Seconds since 1970, in UTC.</param>
    public void AddScalar(string tag, float value, long step, double wallTime) =>
        Append(new Summary.Types.Value { Tag = tag, SimpleValue = value }, step, wallTime);

    /// <summary>Adds one picture to the series named <paramref name="tag"/>.</summary>
    /// <param name="tag">The series; parts before a slash group series.</param>
    /// <param name="png">A whole PNG file.</param>
    /// <param name="step">The picture's place, never negative.</param>
    /// <param name="wallTime">Seconds since 1970, in UTC.</param>
    /// <exception cref="ArgumentException">The bytes are no PNG, or more than a record may hold.</exception>
    public void AddImage(string tag, byte[] png, long step, double wallTime)
    {
        PngHeader header = PngHeader.Read(png);
        var image = new Summary.Types.Image
        {
            Height = header.Height,
            Width = header.Width,
            Colorspace = header.Channels,
            EncodedImageString = ByteString.CopyFrom(png),
        };
        Append(new Summary.Types.Value { Tag = tag, Image = image }, step, wallTime);
    }

    /// <summary>Adds the settings of the run, as TensorBoard's table of hyperparameters shows them.</summary>
    /// <param name="settings">Numbers, texts and switches by name.</param>
    /// <param name="wallTime">Seconds since 1970, in UTC, when the run began.</param>
    /// <remarks>Its message is HParamsPluginData with session_start_info (field 3), whose hparams (field 1) are a map of names to
    /// values, start_time_secs (field 5). Source: tensorboard/plugins/hparams/plugin_data.proto.</remarks>
    public void AddHyperparameters(IReadOnlyDictionary<string, object> settings, double wallTime)
    {
        var start = new MemoryStream();
        using (var output = new CodedOutputStream(start, leaveOpen: true))
        {
            foreach ((string name, object setting) in settings)
            {
                WriteEntry(output, name, setting);
            }

            output.WriteTag(5, WireFormat.WireType.Fixed64);
            output.WriteDouble(wallTime);
        }

        var data = new MemoryStream();
        using (var output = new CodedOutputStream(data, leaveOpen: true))
        {
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(start.ToArray()));
        }

        var plugin = new SummaryMetadata.Types.PluginData { PluginName = "hparams", Content = ByteString.CopyFrom(data.ToArray()) };
        Append(
            new Summary.Types.Value
            {
                Tag = "_hparams_/session_start_info",
                Metadata = new SummaryMetadata { PluginData = plugin },
                // TensorBoard drops a summary without a value: an empty tensor, as its own writers put there.
                Tensor = new TensorProto { Dtype = DataType.DtFloat, TensorShape = new TensorShapeProto() },
            },
            step: 0, wallTime);
    }

    /// <summary>Waits until everything that was added is on the disk.</summary>
    public void Flush() => _stream.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Append(Summary.Types.Value value, long step, double wallTime)
    {
        ArgumentException.ThrowIfNullOrEmpty(value.Tag);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var summary = new Summary();
        summary.Value.Add(value);
        byte[] data = new Event { WallTime = wallTime, Step = step, Summary = summary }.ToByteArray();
        if (data.Length > RecordFraming.LargestRecord)
        {
            throw new ArgumentException(
                $"The event '{value.Tag}' has {data.Length} bytes; at most {RecordFraming.LargestRecord} fit.");
        }

        long start = _stream.Position;
        try
        {
            _stream.Write(RecordFraming.Frame(data));
        }
        catch (IOException)
        {
            // Half a record, as on a full disk, would hide all that follow it.
            _stream.SetLength(start);
            throw;
        }
    }

    // An entry of a map: its key (field 1) and its value (field 2), a google.protobuf.Value.
    private static void WriteEntry(CodedOutputStream output, string name, object setting)
    {
        Value value = setting switch
        {
            bool isOn => Value.ForBool(isOn),
            double number => Value.ForNumber(number),
            _ => Value.ForString(setting.ToString()),
        };
        var entry = new MemoryStream();
        using (var inner = new CodedOutputStream(entry, leaveOpen: true))
        {
            inner.WriteTag(1, WireFormat.WireType.LengthDelimited);
            inner.WriteString(name);
            inner.WriteTag(2, WireFormat.WireType.LengthDelimited);
            inner.WriteBytes(value.ToByteString());
        }

        output.WriteTag(1, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(entry.ToArray()));
    }

    private static Event? Parse(byte[] data)
    {
        try
        {
            return Event.Parser.ParseFrom(data);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static InvalidDataException NotEvents(string path) => new(
        $"'{path}' does not begin as a file of TensorBoard events ({Version}). "
        + "It was left as it is: move it away, or choose another name.");
}
