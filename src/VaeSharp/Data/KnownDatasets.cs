namespace VaeSharp.Data;

/// <summary>The data sets that can be asked for by name.</summary>
internal static class KnownDatasets
{
    private const string FashionBucket = "https://fashion-mnist.s3.eu-central-1.amazonaws.com/";
    private const string FashionRepository =
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/";
    private const string Codh = "https://codh.rois.ac.jp/kmnist/dataset/kmnist/";
    private const string Toronto = "https://www.cs.toronto.edu/~kriz/";
    private const string HouseNumbers = "http://ufldl.stanford.edu/housenumbers/";
    private const string CifarCopy = "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/";

    public static KnownDataset Mnist { get; } = new(
        "mnist", new(1, 28, 28), ClassNames.Digits, 60_000, 10_000,
        "http://yann.lecun.com/exdb/mnist/", "CC BY-SA 3.0", IdxFormat.Instance, [])
    {
        Contents = EmbeddedMnist.Digests,
    };

    // Lengths and SHA-256 of the archives: tensorflow_datasets/url_checksums of tensorflow/datasets.
    public static KnownDataset Cifar10 { get; } = new(
        "cifar10", CifarFile.Shape, ClassNames.Cifar10, 50_000, 10_000,
        "https://www.cs.toronto.edu/~kriz/cifar.html", "none stated; cite Krizhevsky 2009", CifarFormat.Instance,
        [
            PublishedFile.Under(
                "cifar-10-binary.tar.gz", 170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", Toronto, CifarCopy),
        ]);

    public static KnownDataset FashionMnist { get; } = new(
        "fashion-mnist", new(1, 28, 28), ClassNames.FashionMnist, 60_000, 10_000,
        "https://github.com/zalandoresearch/fashion-mnist", "MIT", IdxFormat.Instance,
        [
            Fashion(
                IdxFormat.TrainImages, 26_421_880,
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            Fashion(
                IdxFormat.TrainLabels, 29_515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            Fashion(
                IdxFormat.TestImages, 4_422_102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            Fashion(
                IdxFormat.TestLabels, 5_148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ])
    {
        // As several projects state them that decompressed archives of the publisher's MD5.
        Contents = new Dictionary<string, string>
        {
            [IdxFormat.TrainImages] = "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            [IdxFormat.TrainLabels] = "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            [IdxFormat.TestImages] = "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            [IdxFormat.TestLabels] = "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
        },
    };

    public static KnownDataset Kmnist { get; } = new(
        "kmnist", new(1, 28, 28), ClassNames.Kmnist, 60_000, 10_000,
        "https://github.com/rois-codh/kmnist", "CC BY-SA 4.0", IdxFormat.Instance,
        [
            Kuzushiji(
                IdxFormat.TrainImages, 18_165_135,
                "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4"),
            Kuzushiji(
                IdxFormat.TrainLabels, 29_497,
                "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17"),
            Kuzushiji(
                IdxFormat.TestImages, 3_041_136,
                "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5"),
            Kuzushiji(
                IdxFormat.TestLabels, 5_120,
                "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c"),
        ]);

    public static KnownDataset Cifar100 { get; } = Hundred("cifar100", ClassNames.Cifar100, CifarFormat.Fine);

    public static KnownDataset Cifar100Coarse { get; } = Hundred("cifar100-coarse", ClassNames.Cifar100Coarse, CifarFormat.Coarse);

    // The same source. Its server speaks plain http alone.
    public static KnownDataset Svhn { get; } = new(
        "svhn", SvhnFormat.Shape, ClassNames.Digits, 73_257, 26_032, HouseNumbers, "non-commercial use; cite Netzer et al. 2011",
        SvhnFormat.Instance,
        [
            House("train_32x32.mat", 182_040_794, "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8"),
            House("test_32x32.mat", 64_275_384, "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b"),
        ]);

    public static IReadOnlyList<KnownDataset> All { get; } =
    [
        Mnist, Cifar10, FashionMnist, Kmnist, Cifar100, Cifar100Coarse, Svhn,
        Letters("emnist-balanced", 112_800, 18_800, ClassNames.EmnistBalanced),
        Letters("emnist-bymerge", 697_932, 116_323, ClassNames.EmnistBalanced),
        Letters("emnist-byclass", 697_932, 116_323, ClassNames.EmnistByClass),
        Letters("emnist-letters", 124_800, 20_800, ClassNames.EmnistLetters),
        Letters("emnist-digits", 240_000, 40_000, ClassNames.Digits),
        Letters("emnist-mnist", 60_000, 10_000, ClassNames.Digits),
    ];

    // The same source as CIFAR-10's.
    private static KnownDataset Hundred(string name, IReadOnlyList<string> classNames, CifarFormat format) => new(
        name, CifarFile.Shape, classNames, 50_000, 10_000, Cifar10.Source, Cifar10.Licence, format,
        [
            PublishedFile.Under(
                "cifar-100-binary.tar.gz", 168_513_733,
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", Toronto),
        ])
    {
        Home = "cifar100",
    };

    // The same source.
    private static KnownDataset Letters(string name, int train, int test, IReadOnlyList<string> classNames) => new(
        name, new(1, 28, 28), classNames, train, test, "https://www.nist.gov/itl/products-and-services/emnist-dataset",
        "public domain; cite Cohen et al. 2017", IdxFormat.Emnist(name["emnist-".Length..]),
        [
            PublishedFile.Under(
                "gzip.zip", 561_753_746, "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
                "https://biometrics.nist.gov/cs_links/EMNIST/", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/"),
        ]);

    private static PublishedFile House(string name, long length, string sha256) =>
        PublishedFile.Under(name, length, sha256, HouseNumbers) with { OverPlainHttp = true };

    private static PublishedFile Fashion(string name, long length, string sha256) =>
        PublishedFile.Under(name + ".gz", length, sha256, FashionBucket, FashionRepository);

    private static PublishedFile Kuzushiji(string name, long length, string sha256) =>
        PublishedFile.Under(name + ".gz", length, sha256, Codh);
}
