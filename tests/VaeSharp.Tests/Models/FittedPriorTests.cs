using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;
using VaeSharp.Tests.Storage;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>A fitted prior on disk: the same bits again, or refused.</summary>
public sealed class FittedPriorTests
{
    private const string Digest = "0123456789abcdef";

    public static TheoryData<string> Kinds => ["mixture", "realnvp"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_loaded_is_what_was_stored_bit_by_bit(string kind)
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        FittedPrior stored = Shaken(kind);
        stored.Save(directory.File("prior"));

        FittedPrior loaded = FittedPrior.Load(directory.File("prior"), new PriorInputs(5), Digest);

        Assert.Equal(stored.Choice, loaded.Choice);
        Assert.Equal(Bits(stored.Prior), Bits(loaded.Prior));
        using var first = new RandomStream(1, RandomUse.Sampling);
        using var second = new RandomStream(1, RandomUse.Sampling);
        Assert.Equal(
            stored.Prior.Sample(9, null, first).flatten().data<float>().ToArray(),
            loaded.Prior.Sample(9, null, second).flatten().data<float>().ToArray());
    }

    [Fact]
    public void A_prior_of_other_weights_or_of_another_dimension_is_refused()
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        Shaken("mixture").Save(directory.File("prior"));

        var other = Assert.Throws<StorageFormatException>(() => FittedPrior.Load(directory.File("prior"), new PriorInputs(5), "f00d"));
        var shape = Assert.Throws<StorageFormatException>(() => FittedPrior.Load(directory.File("prior"), new PriorInputs(6), Digest));

        Assert.Contains("fit it again", other.Message, StringComparison.Ordinal);
        Assert.Contains("means", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_is_found()
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        Shaken("realnvp").Save(directory.File("prior"));
        string file = Path.Combine(directory.File("prior"), FittedPrior.TensorFile);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^5] ^= 1;
        directory.Plant(file, bytes);

        Assert.Throws<StorageFormatException>(() => FittedPrior.Load(directory.File("prior"), new PriorInputs(5), Digest));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused_though_the_digests_agree()
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        FittedPrior prior = Shaken("mixture");
        using (no_grad())
        {
            prior.Prior.parameters().First()[0] = float.NaN;
        }

        prior.Save(directory.File("prior"));

        var fault = Assert.Throws<StorageFormatException>(() => FittedPrior.Load(directory.File("prior"), new PriorInputs(5), Digest));
        Assert.Contains("not finite", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind", "vamp", "kind 'vamp'")]
    [InlineData("kind", null, "kind 'missing'")]
    [InlineData("components", "0", "components 0")]
    [InlineData("components", "10001", "components 10001")]
    [InlineData("components", "-4", "components -4")]
    [InlineData("components", "5", "[5]")]
    [InlineData("components", null, "components missing")]
    public void A_description_that_does_not_fit_is_refused(string key, string? value, string expected)
    {
        using var scope = NewDisposeScope();
        using var directory = new TemporaryDirectory();
        FittedPrior prior = Shaken("mixture");
        Dictionary<string, string> properties = new()
        {
            ["model"] = Digest,
            ["kind"] = "mixture",
            ["components"] = "4",
        };
        properties.Remove(key);
        CheckpointDirectory.Replace(directory.File("prior"), writer =>
        {
            foreach ((string name, string text) in properties)
            {
                writer.Properties[name] = text;
            }

            if (value is not null)
            {
                writer.Properties[key] = value;
            }

            writer.WriteTensors(
                FittedPrior.TensorFile,
                [.. prior.Prior.state_dict().Select(pair => StoredTensors.Source(pair.Key, pair.Value))]);
        });

        var fault = Assert.Throws<StorageFormatException>(() => FittedPrior.Load(directory.File("prior"), new PriorInputs(5), Digest));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    private static FittedPrior Shaken(string kind)
    {
        PriorOptions choice = kind == "mixture" ? new MixtureOptions(4) : new RealNvpOptions(3, 8);
        Prior prior = ModelFactory.CreatePrior(choice, 5, seed: 2);
        using var mode = no_grad();
        using var random = new RandomStream(7, RandomUse.Initialization);
        foreach (Tensor parameter in prior.parameters())
        {
            parameter.add_(0.3 * random.Normal(parameter.shape));
        }

        return new FittedPrior(choice, prior, Digest);
    }

    private static float[] Bits(nn.Module module) =>
        [.. module.state_dict().Values.SelectMany(t => t.detach().flatten().data<float>().ToArray())];
}
