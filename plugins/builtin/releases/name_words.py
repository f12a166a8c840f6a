"""The words of which names for releases are made when nobody gives one."""

from __future__ import annotations

_ADJECTIVES = """
able airy amber ample apt arctic ardent autumn avid azure balmy bashful beaming blithe bold bonny bouncy brave breezy
brief bright brisk broad bubbly burly busy calm candid careful caring cheery chief civil classy clean clear clever
cloudy coastal cobalt comic cool copper coral cosmic cosy crafty crimson crisp curious curly dainty dapper daring
dashing dazzling deep deft dewy direct distant dotted dreamy driven dusky eager early earnest earthy easy elated
elegant epic even exact faithful famous fancy fearless festive fiery fine firm fleet fluffy flying fond frank fresh
frosty frugal gallant gentle giddy gifted glad gleaming glossy golden good graceful grand grateful great green happy
hardy hazel hearty helpful hidden honest hopeful humble icy ideal inky inner jade jaunty jazzy jolly jovial joyful
jumpy just keen kind kindly kingly large lasting lavish lean level light likely lilac lively lofty loud lovely loyal
lucid lucky lunar magic main major maroon mature mellow merry mighty mild minty misty modern modest musical muted neat
nimble noble northern novel olive opal open orange outer pacific patient peaceful pearly perky placid plain playful
pleasant plucky plush poetic polar polished polite prime proud prudent pure quaint quick quiet radiant rapid rare
ready real regal rested rich robust rosy round royal ruby rugged russet rustic saffron salty sandy sane sapphire savvy
scarlet secure serene shady sharp shining silent silken silver simple sincere skilled sleek smart smiling smooth
snappy snowy snug sober social solar solid sonic sound spare speedy spirited splendid spotted spruce spry square
stable starry stately steady steep sterling still stormy stout striped strong sturdy subtle sunny super supple sure
sweet swift tall tame tangy tawny teal tender thankful thrifty tidal tidy timely tiny topaz tranquil trim true trusty
tuneful twilit upbeat urban useful valiant vast velvet verdant violet vital vivid warm wary wavy wealthy western whole
wild willing windy winged winter wise witty wondrous woody worthy young zany zealous zesty zippy
"""

_ANIMALS = """
aardvark albatross alpaca anchovy anteater antelope armadillo auklet avocet axolotl baboon badger bandicoot barbel
barracuda bat beagle bear beaver beetle bison bittern blackbird bluebird boar bobcat bobolink bongo buffalo bulldog
bullfinch bumblebee bunting butterfly buzzard camel canary capybara caracal cardinal caribou carp cassowary cat
caterpillar catfish chameleon chamois cheetah chickadee chinchilla chipmunk cicada clam cobra cockatoo cod collie
condor coot corgi cormorant cougar cowbird coyote crab crane cricket crow cuckoo curlew dachshund deer dingo dolphin
donkey dormouse dove dragonfly duck dugong dunlin eagle echidna eel egret eider eland elk emu ermine falcon ferret
finch firefly flamingo flounder fox frog gannet gazelle gecko gibbon giraffe gnu goat goldfinch goose gopher goshawk
grasshopper greyhound grouse guanaco guppy haddock halibut hamster hare harrier hawk hedgehog heron herring hippo
hornbill horse hound hummingbird hyena ibex ibis iguana impala jackal jackdaw jaguar jay kestrel kingfisher kite kiwi
koala kudu ladybird lamb lapwing lark lemming lemur leopard limpet linnet lion lizard llama lobster loon lynx macaw
mackerel magpie mallard manatee mandrill marlin marmoset marmot marten martin meerkat merganser mink mole mongoose
moose moth mouse mule muskrat narwhal newt nightingale nuthatch ocelot octopus okapi opossum orca oriole oryx osprey
ostrich otter owl oyster panda panther parrot partridge peacock pelican penguin perch petrel pheasant pigeon pika pike
piranha platypus plover pointer pony poodle porcupine porpoise possum ptarmigan puffin puma quail quokka rabbit
raccoon ram raven ray reindeer rhino roadrunner robin rook salamander salmon sandpiper sardine seal serval shark sheep
shrew shrike shrimp siskin skate skunk skylark sloth snail spaniel sparrow spider squid squirrel starfish starling
stingray stoat stork sturgeon swallow swan swift tanager tapir tarsier teal tern terrapin terrier thrush tiger toad
tortoise toucan trout tuna turbot turkey turtle vole vulture wagtail wallaby walrus warbler warthog waxwing weasel
whale wolf wolverine wombat woodpecker wren yak zebra
"""

ADJECTIVES = tuple(_ADJECTIVES.split())
"""What goes first."""

ANIMALS = tuple(_ANIMALS.split())
"""What goes last."""
